package dev.shuttle.protocol.client;

import dev.shuttle.protocol.client.Call.Content;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** By the JDK's {@link HttpClient}: every call, proxies with passwords, and WebSockets. Thread-safe. */
final class JdkTransport implements Transport {
    private final ApiAddress api;
    private final HttpProxy route;
    private @Nullable HttpClient http;

    JdkTransport(ApiAddress api, HttpProxy route) {
        this.api = api;
        this.route = route;
        if (route.proxyAuthorization() != null) {
            var unused = http(); // before the first request is: the JDK reads then what TunnelPasswords allows
        }
    }

    /** Made by the thread that needs it first: the JDK takes a while for it. */
    private synchronized HttpClient http() {
        if (http == null) {
            HttpClient.Builder client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .proxy(route.proxies());
            if (!"https".equalsIgnoreCase(api.uri().getScheme())) {
                client.sslContext(new NoTls()).sslParameters(new SSLParameters());
            }
            http = route.proxyAuthorization() == null ? client.build() : TunnelPasswords.allowed(client::build);
        }
        return http;
    }

    @Override
    public Answer send(Call call, Duration head, Duration silence) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(call.address()).timeout(head).method(call.method(), publisher(call.content()));
        headers(call).forEach(request::header);
        HttpResponse<InputStream> response = http().send(request.build(), ignored -> new ResponseStream(silence));
        return new Answer(new Head(response.statusCode(), response.headers().map()), response.body());
    }

    private static BodyPublisher publisher(Content content) {
        if (content instanceof Content.Upload upload) {
            return CountedBody.of(upload.file(), upload.listener());
        }
        String text = ((Content.Text) content).text();
        return text.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(text);
    }

    private Map<String, String> headers(Call call) {
        // The JDK shows it to proxies only; with an Authenticator instead, it would drop our Authorization.
        return route.proxyAuthorization() == null
                ? call.headers()
                : call.header("Proxy-Authorization", route.proxyAuthorization()).headers();
    }

    /**
     * Opens a WebSocket to a call's address.
     *
     * @param wait how long it may take until it is open
     */
    CompletableFuture<WebSocket> open(Call call, String subprotocol, WebSocket.Listener listener, Duration wait) {
        WebSocket.Builder builder =
                http().newWebSocketBuilder().connectTimeout(wait).subprotocols(subprotocol);
        headers(call).forEach(builder::header);
        URI address = URI.create(call.address().toString().replaceFirst("(?i)^http", "ws"));
        return builder.buildAsync(address, listener);
    }
}
