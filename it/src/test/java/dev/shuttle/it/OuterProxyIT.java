package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.os.LoopbackPorts;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind the proxies of docs/domains.md, as the page says: TLS ends there, and a trusted proxy's word is believed here. */
final class OuterProxyIT {
    private static final String DOMAIN = ".apps.example.com";

    /** FIN and text, five bytes, masked with zeros. */
    private static final byte[] HELLO = {(byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'};

    @TempDir
    static Path folder;

    private static ControlPlane server;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        SelfSigned.write(folder, "outer", DOMAIN.substring(1));
        port = LoopbackPorts.next();
        Path home = Files.createDirectory(folder.resolve("home"));
        UsedHome.get().copyTo(home);
        server = ControlPlane.on(home)
                .with("SHUTTLE_PUBLIC_URL", "https://{project}" + DOMAIN + ":" + port)
                .with("SHUTTLE_TRUSTED_PROXIES", "127.0.0.1,::1");
        server.start();
        App app = App.copy("traffic", folder)
                .replace(
                        App.MAIN,
                        "config.routes.post(\"/digest\"",
                        "config.routes.get(\"/seen\", ctx -> ctx.result(String.join(\" \","
                                + " ctx.header(\"X-Forwarded-Proto\"), ctx.header(\"X-Forwarded-For\"),"
                                + " ctx.header(\"X-Forwarded-Host\"), ctx.host(), info.url().toString())));\n"
                                + "            config.routes.post(\"/digest\"")
                .replace(App.MAIN, "main(@Secret", "main(dev.shuttle.ServiceInfo info, @Secret");
        JsonNode deployed = new Api(server).deploys("shop", app);
        assertEquals("https://shop" + DOMAIN + ":" + port, deployed.get("url").asText());
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "caddy"})
    void schemeAddressAndHostArriveAndTheApiAnswers(String name) throws Exception {
        assumeTrue(OuterProxy.isInstalled(name), name + " is not installed");
        try (OuterProxy ignored = OuterProxy.start(name, folder, port, server.proxy())) {
            String host = "shop" + DOMAIN + ":" + port;

            assertEquals(
                    "https 127.0.0.1, 127.0.0.1 " + host + " " + host + " https://" + host,
                    curl(
                            "shop",
                            "/seen",
                            "-H 'X-Forwarded-For: 1.2.3.4' -H 'X-Forwarded-Proto: http' -H 'Forwarded: for=6.6.6.6'"));
            assertEquals("version 1, calm: hello", webSocket(host));
            String key = "-H \"Authorization: Bearer $KEY\"";
            assertTrue(curl("api", "/projects/shop", key).contains("\"url\":\"https://" + host + "\""));
            assertTrue(curl("console", "/health", "").contains("ok"));
            String session = curl(
                    "console",
                    "/console/sign-in",
                    "-i --data-urlencode \"key=$KEY\" -H 'Origin: https://console" + DOMAIN + ":" + port + "'");
            assertTrue(session.contains("__Host-shuttle="), session);
            assertTrue(curl("nowhere", "/", "-w '%{http_code}'").endsWith("404"));
        }
        String clear =
                new Shell(server, folder).run("curl -s -H 'Host: api" + DOMAIN + "' $PROXY/health -w ' %{http_code}'");
        assertTrue(clear.endsWith(" 403"), clear);
    }

    private static String curl(String label, String path, String options) throws Exception {
        String host = label + DOMAIN + ":" + port;
        return new Shell(server, folder)
                .run("curl -sS -m 30 --cacert chain.pem --resolve " + host + ":127.0.0.1 " + options + " https://"
                        + host + path);
    }

    /** The answer to a message. */
    private static String webSocket(String host) throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket socket = trusting().getSocketFactory().createSocket(plain, "shop" + DOMAIN, port, true)) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(("GET /socket HTTP/1.1\r\nHost: " + host + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readNBytes(1)[0]);
            }
            assertTrue(head.toString().startsWith("HTTP/1.1 101"), head::toString);
            out.write(HELLO);
            return new String(in.readNBytes(in.readNBytes(2)[1]), StandardCharsets.UTF_8);
        }
    }

    private static SSLContext trusting() throws Exception {
        KeyStore keys = KeyStore.getInstance(folder.resolve("outer.p12").toFile(), "secret".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("x", keys.getCertificate("x"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
