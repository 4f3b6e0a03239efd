package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

    @Test
    void withoutAnythingTheDefaultsOfTheContractHold() throws Exception {
        Settings settings = read(Map.of(), List.of());
        assertEquals(Path.of("/home/ada/.shuttle"), settings.home());
        assertEquals(8001, settings.apiPort());
        assertEquals("127.0.0.1", settings.proxyHost());
        assertEquals(8000, settings.proxyPort());
        assertEquals("localhost", settings.domain());
        assertNull(settings.apiKey());
        assertFalse(settings.embedded());
        assertEquals(256L << 20, settings.maxUpload());
        assertEquals(1L << 30, settings.maxUnpacked());
        assertEquals(100_000, settings.maxEntries());
        assertEquals(Duration.ofMinutes(15), settings.buildTimeout());
        assertEquals(Duration.ofSeconds(60), settings.startTimeout());
        assertEquals(Duration.ofSeconds(30), settings.drainTimeout());
        assertEquals(10, settings.keepReleases());
        assertTrue(settings.builders() >= 2);
    }

    @Test
    void rootsHomeIsWhereUnprivilegedUsersCanReach() throws Exception {
        assertEquals(
                Path.of("/var/lib/shuttle"),
                new SettingsReader(Map.of(), List.of(), "/root", true).read().home());
    }

    @Test
    void aFlagWinsOverTheEnvironmentInBothSpellings() throws Exception {
        Map<String, String> environment = Map.of("SHUTTLE_API_PORT", "1", "SHUTTLE_PROXY_PORT", "2");
        Settings settings = read(environment, List.of("--api-port", "3", "--proxy-port=4"));
        assertEquals(3, settings.apiPort());
        assertEquals(4, settings.proxyPort());
    }

    @Test
    void aPublicDomainOpensTheProxyToAll() throws Exception {
        assertEquals(
                "0.0.0.0",
                read(Map.of("SHUTTLE_DOMAIN", "apps.example.org"), List.of()).proxyHost());
    }

    @Test
    void allFaultsAreReportedAtOnceAndNoKeyIsShown() {
        Map<String, String> environment = Map.of(
                "SHUTTLE_API_PORT", "70000",
                "SHUTTLE_MAX_UPLOAD", "many",
                "SHUTTLE_DRAIN_TIMEOUT", "30s",
                "SHUTTLE_API_KEY", "tooshort",
                "SHUTTLE_ISOLATION", "none");
        String message = String.valueOf(assertThrows(InvalidSettingsException.class, () -> read(environment, List.of()))
                .getMessage());
        assertEquals(5, message.lines().count(), message);
        for (String name : environment.keySet()) {
            assertTrue(message.contains(name), message);
        }
        assertFalse(message.contains("tooshort"), message);
    }

    @Test
    void aSizeOfMoreBytesThanThereAreNumbersIsAFault() {
        Map<String, String> environment = Map.of("SHUTTLE_MAX_UPLOAD", "999999999999999GiB");
        String message = String.valueOf(assertThrows(InvalidSettingsException.class, () -> read(environment, List.of()))
                .getMessage());
        assertTrue(message.contains("SHUTTLE_MAX_UPLOAD"), message);
        assertTrue(message.contains("999999999999999GiB"), message);
    }

    @Test
    void theLargestSizesAreRead() throws Exception {
        assertEquals(
                999_999_999_999_999L,
                read(Map.of("SHUTTLE_MAX_UPLOAD", "999999999999999"), List.of()).maxUpload());
        assertEquals(
                8_000_000_000L << 30,
                read(Map.of("SHUTTLE_MAX_UPLOAD", "8000000000GiB"), List.of()).maxUpload());
    }

    @Test
    void aMavenSettingsFileThatCannotBeUsedIsAFault(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("settings.xml");
        assertTrue(faultOf(file).contains("must be a readable file"));
        Files.writeString(file, "<settings><servers><server><id>a</id><password>s3cret</oops>");
        assertTrue(faultOf(file).contains("it is not a valid settings.xml from line 1"), faultOf(file));
        assertFalse(faultOf(file).contains("s3cret"));
    }

    private static String faultOf(Path file) {
        return String.valueOf(assertThrows(
                        InvalidSettingsException.class,
                        () -> read(Map.of("SHUTTLE_MAVEN_SETTINGS", file.toString()), List.of()))
                .getMessage());
    }

    @Test
    void whatIsUnknownIsNamedInAWarning() throws Exception {
        SettingsReader reader = new SettingsReader(
                Map.of("SHUTTLE_APY_PORT", "1", "SHUTTLE_API", "http://x", "PATH", "/bin"),
                List.of("--colour=red"),
                "/home/ada",
                false);
        Settings unused = reader.read();
        assertEquals(2, reader.warnings().size(), reader.warnings().toString());
        assertTrue(reader.warnings().toString().contains("SHUTTLE_APY_PORT"));
        assertTrue(reader.warnings().toString().contains("--colour"));
    }

    @Test
    void aFlagWithoutItsValueIsAFault() {
        assertThrows(InvalidSettingsException.class, () -> read(Map.of(), List.of("--api-port")));
        assertThrows(InvalidSettingsException.class, () -> read(Map.of(), List.of("8001")));
    }

    private static Settings read(Map<String, String> environment, List<String> flags) throws InvalidSettingsException {
        return new SettingsReader(environment, flags, "/home/ada", false).read();
    }
}
