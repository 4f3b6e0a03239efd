package dev.shuttle.controlplane.certificates;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority that has an account for everyone and takes no order for two hours, and wishes all certificates to be renewed: Pebble has no
 * setting for either. */
final class LimitingDirectory implements AutoCloseable {
    private static final String RENEW_AT_ONCE =
            "{\"suggestedWindow\": {\"start\": \"2020-01-01T00:00:00Z\", \"end\": \"2020-01-02T00:00:00Z\"}}";

    private final HttpsServer server;

    private LimitingDirectory(HttpsServer server) {
        this.server = server;
    }

    /** With the certificate of that one's directory. */
    static LimitingDirectory start(Pebble pebble) throws Exception {
        Path chain = pebble.key().resolveSibling("directory.pem");
        IssuedCertificate own =
                IssuedCertificate.read("Authority: x\n" + Files.readString(chain) + Files.readString(pebble.key()));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("x", own.key(), new char[0], own.chain().toArray(new Certificate[0]));
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        LimitingDirectory directory = new LimitingDirectory(server);
        server.createContext("/dir", exchange -> answer(exchange, 200, directory.endpoints()));
        server.createContext("/nonce", exchange -> answer(exchange, 200, ""));
        server.createContext("/account", exchange -> {
            exchange.getResponseHeaders().set("Location", directory.at("/account/1"));
            answer(exchange, 201, "{\"status\": \"valid\"}");
        });
        server.createContext("/order", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7200");
            answer(
                    exchange,
                    429,
                    "{\"type\": \"urn:ietf:params:acme:error:rateLimited\", \"detail\": \"too many new orders\"}");
        });
        server.createContext("/renewal", exchange -> answer(exchange, 200, RENEW_AT_ONCE));
        server.start();
        return directory;
    }

    private String endpoints() {
        return "{\"newNonce\": \"%s\", \"newAccount\": \"%s\", \"newOrder\": \"%s\", \"renewalInfo\": \"%s\"}"
                .formatted(at("/nonce"), at("/account"), at("/order"), at("/renewal"));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders()
                .set("Replay-Nonce", UUID.randomUUID().toString().replace("-", ""));
        exchange.getResponseHeaders()
                .set("Content-Type", status < 400 ? "application/json" : "application/problem+json");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String at(String path) {
        return "https://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    URI uri() {
        return URI.create(at("/dir"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
