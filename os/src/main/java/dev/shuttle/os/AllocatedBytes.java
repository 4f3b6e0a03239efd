package dev.shuttle.os;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The bytes that files take on their disks, by du(1): the JDK knows apparent sizes only, and a sparse file takes less than it
 * says. Links are not followed, and a file with several names counts once.
 */
public final class AllocatedBytes {
    private static final long KIB = 1024;
    private static final List<String> LOWEST_PRIORITY = List.of("nice", "-n", "19");

    private AllocatedBytes() {}

    /**
     * Of trees, each with all in it; what is deleted meanwhile is no failure.
     *
     * @param trees files or directories; a file with names in several counts in the first
     * @param patience after which the walk is ended
     * @return of each, in order; 0 where nothing is there
     * @throws IOException if it is not known: the patience is over, or du cannot be run
     * @throws InterruptedException if interrupted; the walk is ended
     */
    public static List<Long> of(List<Path> trees, Duration patience) throws IOException, InterruptedException {
        return of(List.of(), trees, patience);
    }

    /** As {@link #of}, at the lowest priority: no request waits for it. */
    public static List<Long> unhurried(List<Path> trees, Duration patience) throws IOException, InterruptedException {
        return of(LOWEST_PRIORITY, trees, patience);
    }

    private static List<Long> of(List<String> prefix, List<Path> trees, Duration patience)
            throws IOException, InterruptedException {
        List<Path> there = trees.stream()
                .filter(tree -> Files.exists(tree, LinkOption.NOFOLLOW_LINKS))
                .toList();
        Map<Path, Long> sizes = there.isEmpty() ? Map.of() : walk(prefix, there, patience);
        return trees.stream().map(tree -> sizes.getOrDefault(tree, 0L)).toList();
    }

    private static Map<Path, Long> walk(List<String> prefix, List<Path> trees, Duration patience)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("du", "-s", "-k", "--"));
        trees.forEach(tree -> command.add(tree.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        CleanEnvironment.apply(builder);
        Process process = builder.start();
        try (var output = process.getInputStream()) {
            if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("du(1) did not come to its end in " + patience.toSeconds() + " s in " + trees);
            }
            // A line for each tree: less than a pipe holds.
            Map<Path, Long> sizes = sizes(new String(output.readAllBytes(), StandardCharsets.UTF_8));
            if (sizes.isEmpty() && trees.stream().anyMatch(Files::exists)) {
                throw new IOException("du(1) ended with exit code " + process.exitValue() + " and told no size");
            }
            return sizes;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Map<Path, Long> sizes(String lines) {
        Map<Path, Long> sizes = new HashMap<>();
        lines.lines().forEach(line -> {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                sizes.put(Path.of(line.substring(tab + 1)), Long.parseLong(line.substring(0, tab)) * KIB);
            }
        });
        return sizes;
    }
}
