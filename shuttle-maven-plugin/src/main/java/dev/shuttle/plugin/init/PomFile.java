package dev.shuttle.plugin.init;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pom on disk, in the encoding that it declares. */
record PomFile(Path path) {

    private static final Pattern ENCODING = Pattern.compile("^\\W*<\\?xml[^>]*encoding=[\"']([\\w.-]+)[\"']");
    private static final int DECLARATION = 200;

    /** The change that an edit makes, if it makes one. */
    Optional<Change> change(UnaryOperator<PomText> edit) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        Charset charset = charset(bytes);
        String before = new String(bytes, charset);
        String after = edit.apply(new PomText(before)).text();
        return after.equals(before) ? Optional.empty() : Optional.of(new Change(path, charset, before, after));
    }

    private static Charset charset(byte[] bytes) throws IOException {
        String head = new String(bytes, 0, Math.min(bytes.length, DECLARATION), StandardCharsets.ISO_8859_1);
        Matcher declared = ENCODING.matcher(head);
        if (!declared.find()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(declared.group(1));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new IOException("unknown encoding: " + declared.group(1), unknown);
        }
    }
}
