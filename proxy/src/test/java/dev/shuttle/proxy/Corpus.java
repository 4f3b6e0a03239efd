package dev.shuttle.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The raw messages in the resources below {@code corpus/}, which say how they are written. */
final class Corpus {
    private static final Pattern REPEATED = Pattern.compile("\\{(.)\\*([0-9]+)}");
    private static final Pattern BYTE = Pattern.compile("\\{\\\\x([0-9a-f]{2})}");

    private Corpus() {}

    /**
     * A message and its end.
     *
     * @param request for an answer, what it answers, if it is not GET
     * @param peers by the name of another proxy: its end, if it is another
     * @param seen by the other side
     */
    record Case(
            String name,
            @Nullable String request,
            String raw,
            String end,
            Map<String, String> peers,
            List<String> seen) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> read(String file) {
        List<Case> cases = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Corpus.class.getResourceAsStream("/corpus/" + file)), StandardCharsets.UTF_8))) {
            List<String> block = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty()) {
                    block.add(line);
                    continue;
                }
                if (!block.isEmpty() && block.get(0).startsWith("# ")) {
                    cases.add(parse(block));
                }
                block.clear();
            }
            if (!block.isEmpty()) {
                throw new IOException(file + " must end with an empty line");
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case parse(List<String> block) {
        @Nullable String request = null;
        @Nullable String raw = null;
        @Nullable String end = null;
        Map<String, String> peers = new HashMap<>();
        List<String> seen = new ArrayList<>();
        for (String line : block.subList(1, block.size())) {
            if (line.startsWith("? ")) {
                request = line.substring(2);
            } else if (raw == null) {
                raw = line;
            } else if (line.startsWith("= ")) {
                end = line.substring(2);
            } else if (line.startsWith("nginx ") || line.startsWith("haproxy ")) {
                int space = line.indexOf(' ');
                peers.put(line.substring(0, space), line.substring(space + 1));
            } else {
                seen.add(line.substring(2));
            }
        }
        return new Case(
                block.get(0).substring(2),
                request,
                Objects.requireNonNull(raw),
                Objects.requireNonNull(end, block.get(0)),
                peers,
                seen);
    }

    /** As it is sent; what is for the test to do, such as {FIN}, stays. */
    static String bytes(String written) {
        String text =
                written.replace("{H}", "Host: a.test~").replace("~", "\r\n").replace("\\n", "\n");
        text = REPEATED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
        return BYTE.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }

    /** With 103*100 for a hundred of them. */
    static String expanded(String end) {
        return Pattern.compile("([0-9]{3})\\*([0-9]+)").matcher(end).replaceAll(run -> (run.group(1) + " ")
                .repeat(Integer.parseInt(run.group(2)))
                .strip());
    }

    /** As it is written: the way back, where runs of a letter are long. */
    static String written(String bytes) {
        String text = Pattern.compile("(a|A)\\1{99,}")
                .matcher(bytes)
                .replaceAll(run -> "{" + run.group(1) + "*" + run.group().length() + "}");
        StringBuilder out = new StringBuilder();
        text.replace("\r\n", "~")
                .chars()
                .forEach(each -> out.append(
                        each >= ' ' && each < 0x7f ? String.valueOf((char) each) : "{\\x%02x}".formatted(each)));
        return out.toString();
    }
}
