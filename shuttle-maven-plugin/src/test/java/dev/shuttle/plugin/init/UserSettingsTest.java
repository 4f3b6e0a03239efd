package dev.shuttle.plugin.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSettingsTest {
    private static final String GROUPS =
            "  <pluginGroups>\n    <pluginGroup>dev.shuttle</pluginGroup>\n  </pluginGroups>\n";

    private Path file;

    @BeforeEach
    void isInAFolder(@TempDir Path home) {
        file = home.resolve(".m2/settings.xml");
    }

    @Test
    void aFileThatIsNotThereIsMade() throws IOException {
        assertEquals(Optional.empty(), apply(settings("")));
        assertEquals("<settings>\n" + GROUPS + "</settings>\n", Files.readString(file));
        assertEquals(Optional.empty(), settings("").change(), "a second time nothing is missing");
    }

    @Test
    void theRestIsLeftAsItIsAndACopyIsKept() throws IOException {
        String before = String.join(
                "\r\n",
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
                "<!-- mine: <pluginGroups> -->",
                "<settings xmlns=\"http://maven.apache.org/SETTINGS/1.2.0\">",
                "\t<!-- Grüße -->",
                "\t<servers><server><id>a</id></server></servers>  <!-- odd   spaces -->",
                "</settings>");
        write(before.getBytes(StandardCharsets.ISO_8859_1));

        Optional<Path> copy = apply(settings(""));

        assertEquals(before, Files.readString(copy.orElseThrow(), StandardCharsets.ISO_8859_1));
        assertEquals(
                before.replace(
                        "</settings>",
                        GROUPS.replace("    ", "\t\t").replace("  ", "\t").replace("\n", "\r\n") + "</settings>"),
                Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    @Test
    void aGroupIsAddedToThoseThatAreThere() throws IOException {
        String before =
                """
                <settings>
                  <pluginGroups>
                    <pluginGroup>org.other</pluginGroup>
                  </pluginGroups>
                </settings>
                """;
        write(before);
        apply(settings(""));
        assertEquals(
                before.replace(
                        "org.other</pluginGroup>\n",
                        "org.other</pluginGroup>\n    <pluginGroup>dev.shuttle</pluginGroup>\n"),
                Files.readString(file));
    }

    @Test
    void theRepositoryOfAnotherMachineComesWithAnActiveProfile() throws IOException {
        write("<settings><pluginGroups/></settings>");
        apply(settings("https://api.example.com"));
        String text = Files.readString(file);
        assertTrue(text.contains("<url>https://api.example.com/maven</url>"), text);
        assertTrue(text.contains("<activeProfile>shuttle</activeProfile>"), text);
        assertEquals(Optional.empty(), settings("https://api.example.com").change());

        apply(settings("https://api.example.org"));
        assertTrue(Files.readString(file).contains("<activeProfile>shuttle-2</activeProfile>"), "another server's");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<settings>",
                "<project></project>",
                "<settings><unknown/></settings>",
                "<!DOCTYPE settings [<!ENTITY a \"b\">]><settings>&a;</settings>",
                "<?xml version=\"1.0\" encoding=\"UTF-16\"?><settings></settings>"
            })
    void whatIsNotUnderstoodIsNotChanged(String text) throws IOException {
        write(text);
        assertThrows(Exception.class, () -> settings("").change());
        assertEquals(text, Files.readString(file));
    }

    @Test
    void aCopyDoesNotReplaceAnother() throws IOException {
        write("<settings/>");
        Files.writeString(file.resolveSibling("settings.xml.bak"), "an older copy");
        assertEquals(
                file.resolveSibling("settings.xml.bak1"), apply(settings("")).orElseThrow());
        assertEquals("an older copy", Files.readString(file.resolveSibling("settings.xml.bak")));
    }

    private static Optional<Path> apply(UserSettings settings) throws IOException {
        return settings.apply(settings.change().orElseThrow());
    }

    private UserSettings settings(String api) {
        return new UserSettings(file, new Server("1", api.isEmpty() ? Optional.empty() : Optional.of(api)));
    }

    private void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
