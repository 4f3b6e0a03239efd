package dev.shuttle.runtime.plan;

import java.util.List;
import java.util.Set;

/** The environment variables that only the platform sets for a process. */
public final class ReservedVariables {
    /** Those by which a process learns its port. */
    public static final List<String> PORTS =
            List.of("PORT", "SERVER_PORT", "QUARKUS_HTTP_PORT", "MICRONAUT_SERVER_PORT");

    /** Those by which it learns on which address to listen. */
    public static final List<String> HOSTS = List.of("SERVER_ADDRESS", "QUARKUS_HTTP_HOST", "MICRONAUT_SERVER_HOST");

    /** Shuttle's own, for the project to set: how long its service may be silent before it answers. */
    public static final String RESPONSE_TIMEOUT = "SHUTTLE_RESPONSE_TIMEOUT";

    private static final Set<String> PLACES = Set.of("HOME", "TMPDIR", "JAVA_HOME");

    /** Beside those of ld.so, {@code LD_}: shells, setpriv and the C library read them, as the server's own user. */
    private static final Set<String> OF_THE_START = Set.of(
            "PATH",
            "ENV",
            "BASH_ENV",
            "BASHOPTS",
            "SHELLOPTS",
            "PS4",
            "GCONV_PATH",
            "GLIBC_TUNABLES",
            "LOCPATH",
            "MALLOC_TRACE",
            "NLSPATH");

    private ReservedVariables() {}

    /** Whether it is one of them. */
    public static boolean contain(String name) {
        return saysWhereToListen(name) || PLACES.contains(name) || isOfTheStart(name) || isOurs(name);
    }

    /** Why, as a sentence. */
    public static String reason(String name) {
        if (saysWhereToListen(name)) {
            return "Shuttle says with it where the process listens, on another port at each start.";
        } else if (name.equals("JAVA_HOME")) {
            return "the project says which JDK it wants, such as by maven.compiler.release or a file .java-version.";
        } else if (PLACES.contains(name)) {
            return "Shuttle says with it where the process may write.";
        } else if (isOfTheStart(name)) {
            return "the programs by which Shuttle starts the process would read it too. The process itself can take it"
                    + " from a variable of another name.";
        }
        return "names that begin with SHUTTLE_ are Shuttle's own, " + RESPONSE_TIMEOUT + " aside. Choose another name.";
    }

    private static boolean isOurs(String name) {
        return name.startsWith("SHUTTLE_") && !name.equals(RESPONSE_TIMEOUT);
    }

    private static boolean saysWhereToListen(String name) {
        return PORTS.contains(name) || HOSTS.contains(name);
    }

    /**
     * Whether programs read it that start a process while they still have the rights of the server's own user, which is
     * root at best: with it, whose variable it is would run code as that user.
     */
    public static boolean isOfTheStart(String name) {
        return OF_THE_START.contains(name) || name.startsWith("LD_");
    }
}
