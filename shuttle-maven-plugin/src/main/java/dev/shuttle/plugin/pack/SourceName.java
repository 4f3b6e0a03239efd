package dev.shuttle.plugin.pack;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Names of files as they are on the disk, in UTF-8. Under a locale that lacks a letter (LC_ALL=C), the JDK shows U+FFFD in
 * its place, but still has the bytes.
 */
final class SourceName {

    private static final char REPLACED = '\uFFFD';

    private SourceName() {}

    /** Below a root, with slashes. */
    static String of(Path root, Path path) throws PackingException {
        return text(root.relativize(path));
    }

    /** A relative path, with slashes. */
    static String text(Path relative) throws PackingException {
        String shown = relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
        if (shown.indexOf(REPLACED) < 0) {
            return shown;
        }
        String raw = Path.of("/").resolve(relative).toUri().getRawPath();
        try {
            String name = StandardCharsets.UTF_8.newDecoder().decode(bytes(raw)).toString();
            return name.substring(1, name.endsWith("/") ? name.length() - 1 : name.length());
        } catch (CharacterCodingException noUtf8) {
            throw new PackingException(
                    "The name of " + shown
                            + " is not UTF-8, so the server would get another one: rename the file, or add"
                            + " it to .shuttleignore. (This machine's locale: see LC_ALL; C.UTF-8 can read any UTF-8 name.)",
                    noUtf8);
        }
    }

    private static ByteBuffer bytes(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.put((byte) Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.put((byte) raw.charAt(i));
            }
        }
        return bytes.flip();
    }
}
