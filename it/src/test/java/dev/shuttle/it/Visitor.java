package dev.shuttle.it;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
        return client.send(to(project, path).build(), BodyHandlers.ofString());
    }

    /** The bytes of an answer. */
    int size(String project, String path) throws IOException, InterruptedException {
        return client.send(to(project, path).build(), BodyHandlers.ofByteArray())
                .body()
                .length;
    }

    HttpResponse<String> post(String project, String path, String contentType, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = to(project, path).header("Content-Type", contentType);
        return client.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** With a {@code traceparent}. */
    HttpResponse<String> traced(String project, String path, String traceparent, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = to(project, path).header("traceparent", traceparent);
        return client.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** Sends a form as a browser does, and follows no redirect. */
    HttpResponse<String> submit(String project, String path, String form) throws IOException, InterruptedException {
        return post(project, path, "application/x-www-form-urlencoded", form);
    }

    /** The answer of a custom domain at {@code /}. */
    HttpResponse<String> at(String host) throws IOException, InterruptedException {
        return client.send(toHost(host, "/").build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String project, String path) {
        return toHost(project + ".localhost:" + server.proxy().getPort(), path);
    }

    private HttpRequest.Builder toHost(String host, String path) {
        return HttpRequest.newBuilder(server.proxy().resolve(path))
                .header("Host", host)
                .timeout(Duration.ofSeconds(90));
    }

    /** The answer of the project at {@code /}. */
    String read(String project) throws IOException, InterruptedException {
        return visit(project, "/").body();
    }
}
