package dev.shuttle.protocol.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with the key. Follows no redirect, so the key reaches the given address only. Thread-safe.
 */
final class Exchange {

    /** A control plane is near, or behind a VPN; what has not accepted by then is not there. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final ApiAddress api;
    private final @Nullable ApiKey key;
    private final HttpClient http;

    Exchange(ApiAddress api, @Nullable ApiKey key, ProxySelector proxies) {
        this.api = api;
        this.key = key;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .proxy(proxies)
                .build();
    }

    ApiAddress api() {
        return api;
    }

    HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve(pathAndQuery));
        return key == null ? request : request.header("Authorization", key.header());
    }

    /**
     * Sends, and returns as soon as the answer's head is there. The caller closes it.
     *
     * @param head how long the head may take, the sending of the body included
     * @param silence how long a read of the answer's body may wait
     */
    Answer send(HttpRequest.Builder request, Duration head, Duration silence) throws ClientException {
        try {
            HttpResponse<InputStream> response =
                    http.send(request.timeout(head).build(), ignored -> new ResponseStream(silence));
            return Answer.of(api, response);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(api, new IOException("interrupted", stop));
        } catch (IOException broken) {
            throw new UnreachableException(api, broken);
        }
    }
}
