package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The HTTP API, by plain HTTP: names of paths and members are written out as the contract has them. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEPLOY = Duration.ofMinutes(3);
    private static final Set<String> SETTLED = Set.of("running", "failed", "cancelled", "crashed", "stopped");

    private final ControlPlane server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Api(ControlPlane server) {
        this.server = server;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.api().resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + server.key());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send(to(path));
        assertEquals(200, response.statusCode(), response::body);
        return JSON.readTree(response.body());
    }

    HttpResponse<String> deploy(String project, byte[] archive) throws IOException, InterruptedException {
        return send(to("/deploy?project=" + project)
                .header("Content-Type", "application/gzip")
                .POST(BodyPublishers.ofByteArray(archive)));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(to(path).DELETE());
    }

    HttpResponse<String> put(String path, String text) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "text/plain").PUT(BodyPublishers.ofString(text)));
    }

    /** Sets a secret, before the project's first deploy too. */
    void secret(String project, String name, String value) throws IOException, InterruptedException {
        HttpResponse<String> set = put("/projects/" + project + "/secrets/" + name, value);
        assertEquals(2, set.statusCode() / 100, set::body);
    }

    /** Uploads an app that is compiled already, and returns the id of its deployment at once. */
    String upload(String project, App app) throws IOException, InterruptedException {
        return uploadSources(project, app.compiled());
    }

    /** Uploads an app as it is, to be compiled by the server, and returns the id of its deployment at once. */
    String uploadSources(String project, App app) throws IOException, InterruptedException {
        HttpResponse<String> accepted =
                deploy(project + "&force=true", Archive.of(app.directory()).toBytes());
        assertEquals(202, accepted.statusCode(), accepted::body);
        return JSON.readTree(accepted.body()).get("id").asText();
    }

    /** Deploys an app, which must serve in the end. */
    JsonNode deploys(String project, App app) throws Exception {
        JsonNode deployment = settled(project, upload(project, app));
        assertEquals("running", deployment.get("state").asText(), deployment::toString);
        return deployment;
    }

    /** The resource of that kind and name, or a missing node. */
    JsonNode resource(String project, String type, String name) throws IOException, InterruptedException {
        for (JsonNode each : get("/projects/" + project + "/resources").get("items")) {
            if (each.get("type").asText().equals(type)
                    && each.get("name").asText().equals(name)) {
                return each;
            }
        }
        return JSON.missingNode();
    }

    /** The names of the steps that a deployment went through. */
    static List<String> steps(JsonNode deployment) {
        return StreamSupport.stream(deployment.get("steps").spliterator(), false)
                .map(step -> step.get("name").asText())
                .toList();
    }

    /** The deployment, once it serves or is over. */
    JsonNode settled(String project, String deployment) throws Exception {
        return Await.until(
                "the deployment to settle",
                DEPLOY,
                () -> get("/projects/" + project + "/deployments/" + deployment),
                seen -> SETTLED.contains(seen.get("state").asText()));
    }

    List<JsonNode> deployments(String project) throws IOException, InterruptedException {
        JsonNode items = get("/projects/" + project + "/deployments?limit=500").get("items");
        return StreamSupport.stream(items.spliterator(), false).toList();
    }

    /** The deployment that serves. */
    String current(String project) throws IOException, InterruptedException {
        return get("/projects/" + project).get("current").asText();
    }

    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }
}
