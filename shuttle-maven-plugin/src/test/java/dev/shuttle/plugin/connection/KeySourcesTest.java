package dev.shuttle.plugin.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.client.ApiAddress;
import dev.shuttle.protocol.client.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.cipher.PlexusCipherException;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

class KeySourcesTest {

    private static final ApiAddress HERE = ApiAddress.parse("http://127.0.0.1:8001");
    private static final ApiAddress ELSEWHERE = ApiAddress.parse("https://api.example.com");

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final Settings settings = new Settings();
    private @Nullable String given;

    @BeforeEach
    void keepsThisMachinesOwnKeyOut() {
        environment.put("SHUTTLE_HOME", home.resolve("server").toString());
    }

    @Test
    void looksInOneOrder() throws Exception {
        write("server/admin.key", "from-file\n");
        assertEquals(
                Optional.of(key("from-file", home.resolve("server/admin.key").toString())), find(HERE));
        Credentials.of(environment, home).store(HERE, KeyScope.ADMIN, "from-login");
        assertEquals(Optional.of(key("from-login", "mvn shuttle:login")), find(HERE));
        assertEquals(Optional.empty(), find(ELSEWHERE));
        server("from-settings");
        assertEquals(Optional.of(key("from-settings", "settings.xml, server 'shuttle'")), find(HERE));
        environment.put("SHUTTLE_API_KEY", "from-environment");
        assertEquals(Optional.of(key("from-environment", "SHUTTLE_API_KEY")), find(HERE));
        given = "from-parameter";
        assertEquals(Optional.of(key("from-parameter", "-Dshuttle.apiKey")), find(HERE));
    }

    @Test
    void findsTheServersFileInTheUsersHome() throws Exception {
        write(".shuttle/admin.key", "from-file");

        assertEquals(
                Optional.of(key("from-file", home.resolve(".shuttle/admin.key").toString())), find(HERE));
    }

    @Test
    void takesTheKeyOfTheProjectThenTheOneForAllThenAny() throws Exception {
        Credentials stored = Credentials.of(environment, home);
        stored.store(ELSEWHERE, KeyScope.parse("deploy:blog,shop"), "both");
        stored.store(ELSEWHERE, KeyScope.parse("deploy:zoo"), "zoo");

        assertEquals(Optional.of(key("zoo", "mvn shuttle:login")), find(ELSEWHERE, "zoo"));
        assertEquals(Optional.of(key("both", "mvn shuttle:login")), find(ELSEWHERE, "shop"));
        assertEquals(Optional.of(key("both", "mvn shuttle:login")), find(ELSEWHERE, "other"));
        assertEquals(Optional.of(key("both", "mvn shuttle:login")), find(ELSEWHERE));

        stored.store(ELSEWHERE, KeyScope.parse("read:*"), "all");
        assertEquals(Optional.of(key("all", "mvn shuttle:login")), find(ELSEWHERE, "other"));
        assertEquals(Optional.of(key("all", "mvn shuttle:login")), find(ELSEWHERE));
        assertEquals(Optional.of(key("zoo", "mvn shuttle:login")), find(ELSEWHERE, "zoo"));
    }

    @Test
    void givesThisMachinesKeyToNoOther() throws Exception {
        write("server/admin.key", "from-file");

        assertEquals(Optional.empty(), find(ELSEWHERE));
    }

    @Test
    void decryptsThePasswordInTheSettings() throws Exception {
        write(
                "settings-security.xml",
                "<settingsSecurity><master>" + encrypt("master", "settings.security") + "</master></settingsSecurity>");
        server(encrypt("from-settings", "master"));

        assertEquals(Optional.of(key("from-settings", "settings.xml, server 'shuttle'")), find(ELSEWHERE));
    }

    @Test
    void saysThatItCannotDecrypt() throws Exception {
        server(encrypt("from-settings", "master"));

        String message =
                assertThrows(UnusableKeyException.class, () -> find(ELSEWHERE)).toString();

        assertTrue(message.contains("encrypted and cannot be decrypted"), message);
    }

    @Test
    void showsNoKeyInItsTexts() {
        given = "secret with blanks";

        String message =
                assertThrows(UnusableKeyException.class, () -> find(HERE)).toString();

        assertFalse(message.contains("secret"), message);
        assertFalse(sources().toString().contains("secret"));
    }

    private Optional<FoundKey> find(ApiAddress api) throws UnusableKeyException {
        return find(api, null);
    }

    private Optional<FoundKey> find(ApiAddress api, @Nullable String project) throws UnusableKeyException {
        return sources().find(api, () -> project);
    }

    private KeySources sources() {
        return new KeySources(given, environment, settings, decrypter(), home);
    }

    private SettingsDecrypter decrypter() {
        String file = home.resolve("settings-security.xml").toString();
        return new DefaultSettingsDecrypter(new DefaultSecDispatcher(cipher(), Map.of(), file));
    }

    private static String encrypt(String text, String password) throws PlexusCipherException {
        return cipher().encryptAndDecorate(text, password);
    }

    private static DefaultPlexusCipher cipher() {
        return new DefaultPlexusCipher();
    }

    private static FoundKey key(String key, String origin) {
        return new FoundKey(new ApiKey(key), origin);
    }

    private void server(String password) {
        Server server = new Server();
        server.setId("shuttle");
        server.setPassword(password);
        settings.setServers(List.of(server));
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
