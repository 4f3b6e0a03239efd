package dev.shuttle.plugin.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsOnCommandLineTest {
    private static final Path USUAL = Path.of("/home/ann/.m2/settings.xml");

    @TempDir
    Path root;

    @Test
    void theUsualOneIsNotWorthASentence() {
        assertEquals(Optional.empty(), note(Path.of("/home/ann/x/../.m2/settings.xml")));
    }

    @Test
    void anotherOneIsSaidToStayHere() {
        String note = note(root.resolve("ci/settings.xml")).orElseThrow();

        assertTrue(note.contains(root.resolve("ci/settings.xml") + " (-s)"), note);
        assertTrue(note.contains(".mvn/maven.config"), note);
    }

    @Test
    void theProjectsOwnIsReadByTheServerToo() throws IOException {
        config("-T1C\n-s\nci/settings.xml\n");
        assertEquals(Optional.empty(), note(root.resolve("ci/settings.xml")));

        config("--settings=ci/settings.xml");
        assertEquals(Optional.empty(), note(root.resolve("ci/settings.xml")));
    }

    @Test
    void anotherOptionOfTheProjectNamesNone() throws IOException {
        config("-Dx-s=1 --strict-checksums");
        assertTrue(note(root.resolve("ci/settings.xml")).isPresent());
    }

    private Optional<String> note(Path used) {
        return SettingsOnCommandLine.note(root, used, USUAL);
    }

    private void config(String text) throws IOException {
        Files.writeString(Files.createDirectories(root.resolve(".mvn")).resolve("maven.config"), text);
    }
}
