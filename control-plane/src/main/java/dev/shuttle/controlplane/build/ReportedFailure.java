package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.sandbox.OsUser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A failure as Maven's exceptions have it; the keys stand in {@code dev.shuttle.builder.Failures}. The build's own code
 * could have written anything there: it is for people only.
 *
 * @param types simple names of the exceptions, outermost first
 * @param message of the innermost
 * @param goal artifactId:version:goal of the plugin that failed; empty if none did
 * @param host that is not known; empty if there is none
 * @param artifacts that could not be resolved
 * @param problems of the poms
 */
record ReportedFailure(
        List<String> types,
        String message,
        String goal,
        String host,
        List<Unresolved> artifacts,
        List<Problem> problems) {

    private static final long MAX_BYTES = 1L << 20;
    private static final int MAX_OF_EACH = 50;

    ReportedFailure {
        types = List.copyOf(types);
        artifacts = List.copyOf(artifacts);
        problems = List.copyOf(problems);
    }

    /** {@code absent}: all repositories were asked and none has it. */
    record Unresolved(String coordinates, boolean absent) {}

    /** {@code line} is 0 where it is not known. */
    record Problem(String message, String file, int line) {}

    /** Those of a build that has ended with all its processes; none if there are none, or they cannot be read. */
    static List<ReportedFailure> read(Path file, OsUser account) throws IOException {
        Properties properties = new Properties();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !account.isOwn(file)
                || Files.size(file) > MAX_BYTES) {
            return List.of();
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
        List<ReportedFailure> failures = new ArrayList<>();
        for (int i = 0; i < number(properties, "failures"); i++) {
            failures.add(of(properties, "failure." + i + "."));
        }
        return failures;
    }

    private static ReportedFailure of(Properties properties, String key) {
        List<Unresolved> artifacts = new ArrayList<>();
        for (int i = 0; i < number(properties, key + "artifacts"); i++) {
            String artifact = key + "artifact." + i;
            artifacts.add(new Unresolved(
                    text(properties, artifact), Boolean.parseBoolean(text(properties, artifact + ".absent"))));
        }
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < number(properties, key + "problems"); i++) {
            String problem = key + "problem." + i;
            problems.add(new Problem(
                    text(properties, problem),
                    text(properties, problem + ".file"),
                    number(properties, problem + ".line", Integer.MAX_VALUE)));
        }
        return new ReportedFailure(
                List.of(text(properties, key + "types").split(" ")),
                text(properties, key + "message"),
                text(properties, key + "goal").replaceFirst("^[^:]*:", ""),
                text(properties, key + "host"),
                artifacts,
                problems);
    }

    /** Whether one of its exceptions has that simple name. */
    boolean is(Class<? extends Throwable> type) {
        return types.contains(type.getSimpleName());
    }

    /** Whether it comes from a goal of that plugin. */
    boolean isOf(String plugin) {
        return goal.startsWith(plugin + ":");
    }

    private static int number(Properties properties, String key) {
        return number(properties, key, MAX_OF_EACH);
    }

    private static int number(Properties properties, String key, int most) {
        try {
            return Math.max(0, Math.min(most, Integer.parseInt(text(properties, key))));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String text(Properties properties, String key) {
        return properties.getProperty(key, "").replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
