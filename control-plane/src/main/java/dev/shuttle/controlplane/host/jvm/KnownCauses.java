package dev.shuttle.controlplane.host.jvm;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds in what a service has printed before its end why it ended, where that is well known, and says what to do. */
final class KnownCauses {
    private static final String UNREACHED =
            "Connection to (\\S{1,200}:[0-9]{1,5}) refused|Unable to connect to (\\S{1,200}:[0-9]{1,5})"
                    + "|Could not connect to address=\\(host=\\S{1,200}\\)"
                    + "|Connection refused: (?:[^/\\s]{1,200}/)?(\\S{1,200}:[0-9]{1,5})";

    private static final Cause UNUSED_DATABASE = new Cause(
            UNREACHED,
            found -> "It could not reach its database" + address(found)
                    + ", and does not use what the project has, whose"
                    + " address is in the environment (docs/databases.md lists the variables). Have it read them, as by a"
                    + " Procfile: web: java -Dapp.url=$JDBC_DATABASE_URL -jar target/app.jar");

    private static final List<Cause> CAUSES = List.of(
            new Cause(
                    "module (\\S{1,80}) does not \"(?:opens|exports) (\\S{1,200})\" to unnamed module",
                    found -> "A library reaches into " + found.group(2) + ", which this Java does not open. Use a newer"
                            + " version of it, or open the package: mvn shuttle:env -Dshuttle.set=\"JDK_JAVA_OPTIONS="
                            + "--add-opens " + found.group(1) + "/" + found.group(2) + "=ALL-UNNAMED\". What that"
                            + " variable has already (mvn shuttle:env) must be in it too, since it is replaced."),
            new Cause(UNREACHED, found -> {
                return "It could not reach its database" + address(found) + ": what runs on your machine is not here."
                        + " mvn shuttle:resources -Dshuttle.add=postgres:default (or redis:default) gives the"
                        + " project one of its own, or set its address with mvn shuttle:env.";
            }),
            new Cause(
                    "Could not resolve placeholder '([^'{}:]{1,200})'"
                            + "|environment variable '(\\S{1,200})' is not defined"
                            + "|config property (\\S{1,200}) is required but it could not be found",
                    found -> {
                        String name = first(found);
                        return "Its configuration needs " + name + ", which is not set here. " + whoSets(name);
                    }),
            new Cause(
                    "(?:URL|url) must start with ['\"]jdbc['\"]|Failed to determine a suitable driver class",
                    found -> "Its configuration has no address of a database here: mvn shuttle:resources"
                            + " -Dshuttle.add=postgres:default gives the project one of its own, or set the address with"
                            + " mvn shuttle:env."),
            new Cause(
                    "unable to create (?:new )?native thread",
                    found -> "A service may have 1024 processes and threads together. Bound its pools of threads; a"
                            + " server that keeps a thread for each client needs one that does not."),
            new Cause(
                    "authentication type 10 is not supported",
                    found -> "Its PostgreSQL driver is too old for the passwords of today's servers (SCRAM). Use"
                            + " org.postgresql:postgresql 42.2 or newer; with Spring Boot's parent pom mvn shuttle:deploy"
                            + " -Dpostgresql.version=VERSION does."),
            new Cause(
                    "(?:NoClassDefFoundError|ClassNotFoundException): javax[./](?:xml[./]bind|activation)[./]",
                    found -> "It uses JAXB, which Java has no more since version 11. Add the dependency"
                            + " org.glassfish.jaxb:jaxb-runtime in version 2.3.9."),
            new Cause(
                    "Communications link failure|java\\.net\\.UnknownHostException: ([\\w.-]{1,200})",
                    found -> "It could not reach "
                            + (found.group(1) == null ? "its database" : "the host " + found.group(1))
                            + " from this server. Set the right address with mvn shuttle:env."),
            new Cause(
                    "java\\.nio\\.file\\.(?:FileSystemException: (/\\S{0,200}): Read-only file system"
                            + "|AccessDeniedException: (/\\S{0,200}))"
                            + "|FileNotFoundException: (/[^\\n]{0,200}) \\((?:Read-only file system|Permission denied)\\)",
                    found -> "It may not use " + first(found)
                            + ". It may write to its working directory, which goes with"
                            + " the deployment, and to folders, which stay: mvn shuttle:resources"
                            + " -Dshuttle.add=folder:default makes one. Then set the path where the program reads it; with"
                            + " Spring and app.dir: mvn shuttle:env '-Dshuttle.set=APP_DIR=${SHUTTLE_FOLDER}'."));

    /** Of those that come with a resource, and of the others. */
    private static final Pattern OF_A_RESOURCE =
            Pattern.compile("(?i)(?:JDBC_)?DATABASE_(?:URL|USERNAME|PASSWORD)|PG(?:HOST|PORT|DATABASE|USER|PASSWORD)"
                    + "|REDIS_(?:URL|URI|HOST|PORT|USERNAME|PASSWORD)");

    private KnownCauses() {}

    private static String address(MatchResult found) {
        return Stream.of(found.group(1), found.group(2), found.group(3))
                .filter(group -> group != null)
                .findFirst()
                .map(group -> " at " + group)
                .orElse("");
    }

    /** Of three groups the one that has matched. */
    private static String first(MatchResult found) {
        return Stream.of(found.group(1), found.group(2), found.group(3))
                .filter(group -> group != null)
                .findFirst()
                .orElseThrow();
    }

    private static String whoSets(String name) {
        if (OF_A_RESOURCE.matcher(name).matches()) {
            String type = name.regionMatches(true, 0, "REDIS", 0, "REDIS".length()) ? "redis" : "postgres";
            return "mvn shuttle:resources -Dshuttle.add=" + type + ":default gives the project one of its own, and sets"
                    + " it.";
        }
        String variable = name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        return "Set it: mvn shuttle:env -Dshuttle.set=" + variable + "=VALUE, or shuttle:secrets for a password.";
    }

    private record Cause(Pattern words, Function<MatchResult, String> told) {
        Cause(String words, Function<MatchResult, String> told) {
            this(Pattern.compile(words), told);
        }
    }

    /**
     * A sentence or two, of the cause that comes first in the list.
     *
     * @param database whether the process was given one, or a Redis
     */
    static Optional<String> in(Path out, Path err, boolean database) {
        String text = OutputEnd.of(out) + "\n" + OutputEnd.of(err);
        return (database ? Stream.concat(Stream.of(UNUSED_DATABASE), CAUSES.stream()) : CAUSES.stream())
                .flatMap(cause ->
                        cause.words().matcher(text).results().map(cause.told()).limit(1))
                .findFirst();
    }
}
