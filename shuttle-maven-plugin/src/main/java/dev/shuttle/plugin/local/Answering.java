package dev.shuttle.plugin.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a service whether it answers, as a control plane does. Thread-safe. */
final class Answering {

    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    /** Whether {@code GET} of the health path gives 2xx, or without such a path {@code GET /} less than 500. */
    boolean isReady(int port, String health) throws InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + (health.isEmpty() ? "/" : health));
        try {
            int status = http.send(
                            HttpRequest.newBuilder(address).timeout(ANSWER).build(), BodyHandlers.discarding())
                    .statusCode();
            return health.isEmpty() ? status < 500 : status >= 200 && status < 300;
        } catch (IOException | IllegalArgumentException notYet) {
            return false;
        }
    }
}
