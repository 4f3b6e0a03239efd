package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.archive.EntryPath;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The options that a user may add to Maven's command line. An allow list, not a deny list: Maven understands
 * {@code -fpom.xml}, {@code --fil} and {@code -Bf pom.xml} as {@code -f}, and a list of refusals would miss one.
 */
final class MavenArguments {

    private static final int MAX_ARGUMENTS = 100;
    private static final int MAX_LENGTH = 4096;

    /** Among the arguments it says how far the build goes; without it, so far that there is something to run. */
    static final String VERIFY = "verify";

    /** Another pom than {@code pom.xml}, at the root of the sources. */
    private static final String FILE = "-f";

    private static final Set<String> FLAGS = Set.of(
            VERIFY,
            "-am",
            "--also-make",
            "-amd",
            "--also-make-dependents",
            "-U",
            "--update-snapshots",
            "-o",
            "--offline",
            "-X",
            "--debug",
            "--verbose",
            "-e",
            "--errors",
            "-q",
            "--quiet",
            "-ff",
            "--fail-fast",
            "-fae",
            "--fail-at-end",
            "-nsu",
            "--no-snapshot-updates",
            "-C",
            "--strict-checksums",
            "-c",
            "--lax-checksums",
            "-N",
            "--non-recursive",
            "-B",
            "--batch-mode",
            "-ntp",
            "--no-transfer-progress");

    private static final Set<String> WITH_VALUE =
            Set.of("-P", "--activate-profiles", "-pl", "--projects", "-T", "--threads", "-D", "--define", FILE);

    /** Properties by which Maven, its resolver or the report of the build would leave their place. */
    private static final List<String> OURS = List.of(
            "maven.repo.local",
            "maven.ext.",
            "maven.home",
            "maven.conf",
            "maven.multimoduleprojectdirectory",
            "shuttle.",
            "aether.",
            "user.home",
            "java.io.tmpdir",
            "java.home");

    private MavenArguments() {}

    /** Passes, or names the argument that cannot be taken. */
    static void check(List<String> arguments) throws BuildFailedException {
        if (arguments.size() > MAX_ARGUMENTS) {
            throw new BuildFailedException("mavenArgs has more than " + MAX_ARGUMENTS
                    + " arguments. Put them into .mvn/maven.config of the project.");
        }
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (WITH_VALUE.contains(argument)) {
                i++;
                check(argument, i < arguments.size() ? arguments.get(i) : "");
            } else if (!FLAGS.contains(argument)) {
                checkJoined(argument);
            }
        }
    }

    private static void checkJoined(String argument) throws BuildFailedException {
        if (argument.startsWith("--define=")) {
            check("-D", argument.substring("--define=".length()));
        } else if (argument.startsWith("--activate-profiles=") || argument.startsWith("--projects=")) {
            check("-P", argument.substring(argument.indexOf('=') + 1));
        } else if (argument.startsWith("-D")) {
            check("-D", argument.substring(2));
        } else if (argument.startsWith("-P")) {
            check("-P", argument.substring(2));
        } else if (argument.matches("-T[0-9.]+C?")) {
            check("-T", argument.substring(2));
        } else {
            throw refused(argument, argument.startsWith("-") ? "is not allowed" : "is not an option");
        }
    }

    private static void check(String option, String value) throws BuildFailedException {
        if (value.isEmpty() || value.startsWith("-")) {
            // -P -name is how Maven switches a profile off, but "!name" says the same and cannot be an option.
            throw refused(option, "has no value");
        }
        if (value.length() > MAX_LENGTH || value.indexOf('\0') >= 0) {
            throw refused(option, "has a value that is too long");
        }
        if (option.equals(FILE) && (value.matches("\\.{1,2}") || value.matches(".*[/\\\\].*"))) {
            throw refused(FILE + " " + value, "is not the name of a file at the root");
        }
        if (option.equals("-D") || option.equals("--define")) {
            String name = value.trim().toLowerCase(Locale.ROOT);
            if (OURS.stream().anyMatch(name::startsWith)) {
                throw refused("-D" + value, "is set by Shuttle");
            }
        }
    }

    private static BuildFailedException refused(String argument, String why) {
        String shown = EntryPath.escape(argument);
        return new BuildFailedException("mavenArgs: \"" + shown + "\" " + why + ". Shuttle runs mvn package, or mvn"
                + " verify, and allows options that select what is built: -P, -D, -f, -pl, -am, -T, -U, -X, -e, -o.");
    }
}
