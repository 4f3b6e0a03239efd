package dev.shuttle.controlplane.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The end of a log, for who has only a failure's message before them. Equal stack traces and equal lines are told once,
 * where they were last, with their number.
 */
public final class LastLines {
    /** Read back from the end: more than that many lines of ordinary length. */
    private static final long WINDOW_BYTES = 256 << 10;

    /** So that all of them fit into a message that is stored. */
    private static final int LONGEST_LINE = 160;

    /** A line that belongs to the one before it. */
    private static final Pattern OF_A_TRACE = Pattern.compile("\\s+(at |\\.\\.\\. |Suppressed: ).*|Caused by: .*");

    /** In a trace: times, and the numbers of threads and requests. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** In a line by itself, whose other numbers may be what it is about: times, and the number of a thread. */
    private static final Pattern STAMP = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?|(?<=[a-z]-)[0-9]+(?=])");

    private LastLines() {}

    /**
     * The last lines that one source wrote.
     *
     * @param log of a deployment
     * @param source {@code build} or {@code service}
     * @param most how many at most
     * @return the newest last, each cut after 160 characters; none if the log cannot be read
     */
    public static List<String> of(DeploymentLog log, String source, int most) {
        List<String> lines = new ArrayList<>();
        try (LogReader reader = new LogReader(log, Math.max(0, log.end() - WINDOW_BYTES))) {
            for (Optional<LogReader.Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().line().source().equals(source)) {
                    lines.add(next.get().line().line());
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        List<String> last = withoutRepetition(lines);
        return last.stream()
                .skip(Math.max(0, last.size() - most))
                .map(LastLines::cut)
                .toList();
    }

    static List<String> withoutRepetition(List<String> lines) {
        Map<String, List<String>> newest = new LinkedHashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (List<String> block : blocks(lines)) {
            Pattern changing = block.size() == 1 ? STAMP : NUMBER;
            String same = changing.matcher(String.join("\n", block)).replaceAll("0");
            newest.remove(same); // to stand where it was last
            newest.put(same, block);
            counts.merge(same, 1, Integer::sum);
        }
        List<String> told = new ArrayList<>();
        newest.forEach((same, block) -> {
            int count = counts.getOrDefault(same, 1);
            told.add(count == 1 ? block.get(0) : "(" + count + " times) " + block.get(0));
            told.addAll(block.subList(1, block.size()));
        });
        return told;
    }

    /** Each line by itself, or with the trace below it. */
    private static List<List<String>> blocks(List<String> lines) {
        List<List<String>> blocks = new ArrayList<>();
        for (String line : lines) {
            if (blocks.isEmpty() || !OF_A_TRACE.matcher(line).matches()) {
                blocks.add(new ArrayList<>());
            }
            blocks.get(blocks.size() - 1).add(line);
        }
        return blocks;
    }

    private static String cut(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
    }
}
