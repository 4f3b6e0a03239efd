package dev.shuttle.plugin.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shuttle.protocol.client.ApiAddress;
import dev.shuttle.protocol.client.HttpProxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

class SettingsProxiesTest {

    private static final ApiAddress FAR = ApiAddress.parse("https://api.example.com");

    @TempDir
    private Path folder;

    private final Settings settings = new Settings();

    @Test
    void takesTheProxyForTheSchemeOrForHttp() throws Exception {
        proxy("http", 1);
        assertEquals(1, port(towards(FAR), FAR));
        proxy("https", 2);
        assertEquals(2, port(towards(FAR), FAR));
        ApiAddress clear = ApiAddress.parse("http://api.example.com");
        assertEquals(1, port(towards(clear), clear));
        settings.getProxies().forEach(each -> each.setActive(false));
        assertSame(HttpProxy.BY_JVM, towards(FAR));
    }

    @ParameterizedTest
    @CsvSource({"*.example.com, true", "localhost|API.*, true", "example.com, false", "'x, api.example.com', true"})
    void goesDirectlyWhereItIsToldTo(String pattern, boolean direct) throws Exception {
        proxy("http", 1).setNonProxyHosts(pattern);

        assertEquals(direct, towards(FAR).equals(HttpProxy.BY_JVM));
    }

    @Test
    void goesDirectlyToThisMachine() throws Exception {
        proxy("http", 1);

        assertSame(HttpProxy.BY_JVM, towards(ApiAddress.parse("http://127.0.0.1:8001")));
    }

    @Test
    void showsNameAndPasswordDecrypted() throws Exception {
        Files.writeString(
                folder.resolve("settings-security.xml"),
                "<settingsSecurity><master>" + encrypt("master", "settings.security") + "</master></settingsSecurity>");
        Proxy proxy = proxy("http", 1);
        assertNull(towards(FAR).proxyAuthorization());
        proxy.setUsername("me");
        proxy.setPassword(encrypt("grün", "master"));

        byte[] shown = "me:grün".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                "Basic " + Base64.getEncoder().encodeToString(shown),
                towards(FAR).proxyAuthorization());
    }

    @Test
    void saysThatItCannotDecryptAndShowsNothing() throws Exception {
        Proxy proxy = proxy("http", 1);
        proxy.setUsername("me");
        String encrypted = encrypt("secret", "master");
        proxy.setPassword(encrypted);

        UnusableProxyException unusable = assertThrows(UnusableProxyException.class, () -> towards(FAR));

        assertFalse(unusable.toString().contains(encrypted), unusable.toString());
    }

    private HttpProxy towards(ApiAddress api) throws UnusableProxyException {
        String security = folder.resolve("settings-security.xml").toString();
        var decrypter =
                new DefaultSettingsDecrypter(new DefaultSecDispatcher(new DefaultPlexusCipher(), Map.of(), security));
        return new SettingsProxies(settings, decrypter).towards(api);
    }

    private static int port(HttpProxy route, ApiAddress api) {
        java.net.Proxy chosen = route.proxies().select(api.uri()).get(0);
        assertEquals(java.net.Proxy.Type.HTTP, chosen.type());
        return ((InetSocketAddress) chosen.address()).getPort();
    }

    private Proxy proxy(String scheme, int port) {
        Proxy proxy = new Proxy();
        proxy.setId(scheme);
        proxy.setProtocol(scheme);
        proxy.setHost("proxy.example");
        proxy.setPort(port);
        settings.addProxy(proxy);
        return proxy;
    }

    private static String encrypt(String text, String password) throws Exception {
        return new DefaultPlexusCipher().encryptAndDecorate(text, password);
    }
}
