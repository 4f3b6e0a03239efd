package dev.shuttle.protocol.client;

import dev.shuttle.protocol.JsonRecords;
import dev.shuttle.protocol.Problem;
import dev.shuttle.protocol.Version;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with the key. Follows no redirect, so the key reaches the given address only. Thread-safe.
 */
final class ClientExchange {

    /** A control plane is near, or behind a VPN; what has not accepted by then is not there. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final ApiAddress api;
    private final @Nullable ApiKey key;
    private final HttpProxy route;
    private final String agent;
    private @Nullable HttpClient http;

    ClientExchange(ApiAddress api, @Nullable ApiKey key, HttpProxy route, String agent) {
        this.api = api;
        this.key = key;
        this.route = route;
        this.agent = agent;
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

    ApiAddress api() {
        return api;
    }

    HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve(pathAndQuery))
                .header("User-Agent", agent)
                .header(Version.PROTOCOL_HEADER, Integer.toString(Version.PROTOCOL));
        if (route.proxyAuthorization() != null) {
            // The JDK shows it to proxies only; with an Authenticator instead, it would drop our Authorization.
            request.header("Proxy-Authorization", route.proxyAuthorization());
        }
        return key == null ? request : request.header("Authorization", key.header());
    }

    /**
     * Opens a WebSocket. The listener hears what comes once it has asked for it.
     *
     * @param wait how long it may take until it is open
     */
    WebSocket webSocket(String path, String subprotocol, WebSocket.Listener listener, Duration wait)
            throws ClientException {
        HttpRequest request = request(path).build();
        WebSocket.Builder builder =
                http().newWebSocketBuilder().connectTimeout(wait).subprotocols(subprotocol);
        request.headers().map().forEach((name, values) -> builder.header(name, values.get(0)));
        String address = request.uri().toString().replaceFirst("(?i)^http", "ws");
        try {
            return builder.buildAsync(URI.create(address), listener).get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException refused) {
            throw refusal(refused.getCause());
        } catch (TimeoutException late) {
            throw new UnreachableException(api, new HttpTimeoutException("no answer"));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(api, new IOException("interrupted", stop));
        }
    }

    private ClientException refusal(@Nullable Throwable cause) {
        if (!(cause instanceof WebSocketHandshakeException refused)) {
            return new UnreachableException(
                    api, cause instanceof IOException broken ? broken : new IOException(String.valueOf(cause), cause));
        }
        HttpResponse<?> response = refused.getResponse();
        String what = "status " + response.statusCode() + " to a WebSocket";
        try {
            Problem problem = JsonRecords.read(String.valueOf(response.body()), Problem.class);
            return problem.detail() == null
                    ? new UnexpectedResponseException(api, what, cause)
                    : new ApiException(problem);
        } catch (IOException notOurs) {
            return new UnexpectedResponseException(api, what, cause);
        }
    }

    /**
     * Sends, and returns as soon as the answer's head is there. The caller closes it. Where the server says that it is
     * too much, a call that may be repeated is, after a while.
     *
     * @param head how long the head may take, the sending of the body included
     * @param silence how long a read of the answer's body may wait
     */
    ApiAnswer send(HttpRequest.Builder builder, Duration head, Duration silence) throws ClientException {
        HttpRequest request = builder.timeout(head).build();
        RetryAfter patience = new RetryAfter();
        try {
            HttpResponse<InputStream> response = once(request, silence);
            while (patience.await(request, response.statusCode(), response.headers())) {
                response.body().close();
                response = once(request, silence);
            }
            return ApiAnswer.of(api, response);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(api, new IOException("interrupted", stop));
        } catch (IOException broken) {
            throw new UnreachableException(api, broken);
        }
    }

    private HttpResponse<InputStream> once(HttpRequest request, Duration silence)
            throws IOException, InterruptedException {
        return http().send(request, ignored -> new ResponseStream(silence));
    }
}
