package dev.shuttle.plugin.init;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/**
 * A change of a text file, to be looked at before it is made.
 *
 * @param file the file
 * @param charset its encoding
 * @param before what is in it
 * @param after what will be
 */
public record Change(Path file, Charset charset, String before, String after) {

    /**
     * As {@code diff -u} shows it.
     *
     * @param root what file names are told below
     * @return lines
     * @throws IOException never, in memory
     */
    public List<String> diff(Path root) throws IOException {
        String name = root.relativize(file).toString();
        RawText old = new RawText(before.getBytes(StandardCharsets.UTF_8));
        RawText now = new RawText(after.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DiffFormatter formatter = new DiffFormatter(out)) {
            formatter.format(new HistogramDiff().diff(RawTextComparator.DEFAULT, old, now), old, now);
        }
        String text = "--- " + name + "\n+++ " + name + "\n" + out.toString(StandardCharsets.UTF_8);
        return text.lines().toList();
    }

    /**
     * Makes it.
     *
     * @throws IOException when the file is another one by now, or cannot be written
     */
    public void apply() throws IOException {
        if (!Files.readString(file, charset).equals(before)) {
            throw new IOException(file + " was changed meanwhile; run the goal again");
        }
        Files.writeString(file, after, charset);
    }
}
