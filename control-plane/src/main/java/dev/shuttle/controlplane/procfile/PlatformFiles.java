package dev.shuttle.controlplane.procfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Files by which other platforms are configured, and which have no or not all of their effect here. */
public final class PlatformFiles {
    private static final int MAX_BYTES = 64 * 1024;

    private PlatformFiles() {}

    /** Sentences for the log of a deploy; of what is in the root of a project. */
    public static List<String> notes(Path root) throws IOException {
        List<String> notes = new ArrayList<>();
        if (isFile(root.resolve(".env"))) {
            notes.add("The variables of .env are not set here: set them with mvn shuttle:env -Dshuttle.file=.env.");
        }
        if (isFile(root.resolve("app.json"))) {
            notes.add("app.json is not used: set variables with shuttle:env, attach databases with shuttle:resources.");
        }
        if (isFile(root.resolve("system.properties"))
                && properties(root.resolve("system.properties")).containsKey("maven.version")) {
            notes.add("The maven.version of system.properties is not used: the server has a Maven of its own.");
        }
        return notes;
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(new StringReader(new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            return properties; // it is malformed, and not ours to read
        }
        return properties;
    }
}
