package dev.shuttle.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Somebody on the net: asks the proxy for a project by its host name, without needing that name resolved. */
final class Visitor {
    private final ControlPlane server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Visitor(ControlPlane server) {
        this.server = server;
    }

    HttpResponse<String> visit(String project, String path) throws IOException, InterruptedException {
        URI proxy = server.proxy();
        HttpRequest request = HttpRequest.newBuilder(proxy.resolve(path))
                .header("Host", project + ".localhost:" + proxy.getPort())
                .timeout(Duration.ofSeconds(90))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What the project answers at {@code /}. */
    String read(String project) throws IOException, InterruptedException {
        return visit(project, "/").body();
    }
}
