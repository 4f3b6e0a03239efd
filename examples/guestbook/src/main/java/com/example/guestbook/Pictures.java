package com.example.guestbook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The guests' pictures, as files of the folder: every deployment of the project gets the same one. */
class Pictures {
    static final int MAX_BYTES = 2_000_000;

    private static final Pattern NAME = Pattern.compile("[0-9a-f-]{36}\\.(png|jpg|gif)");

    /** How such files begin. What a browser says of a file is not to be trusted. */
    private static final Map<String, String> BEGINNINGS = Map.of("89504e47", "png", "ffd8ff", "jpg", "47494638", "gif");

    private final Path folder;

    Pictures(Path folder) {
        this.folder = folder;
    }

    /** Keeps a picture under a name of our own, never under the one that it came with. */
    String keep(InputStream content) throws IOException {
        byte[] bytes = content.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("A picture has at most " + MAX_BYTES + " bytes.");
        }
        String start = HexFormat.of().formatHex(bytes, 0, Math.min(4, bytes.length));
        String kind = BEGINNINGS.entrySet().stream()
                .filter(each -> start.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Only PNG, JPEG and GIF can be shown."));
        String name = UUID.randomUUID() + "." + kind;
        Files.write(folder.resolve(name), bytes);
        return name;
    }

    Optional<byte[]> read(String name) throws IOException {
        Path file = folder.resolve(name);
        return NAME.matcher(name).matches() && Files.exists(file)
                ? Optional.of(Files.readAllBytes(file))
                : Optional.empty();
    }

    static String contentType(String name) {
        return name.endsWith(".jpg") ? "image/jpeg" : "image/" + name.substring(name.lastIndexOf('.') + 1);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }
}
