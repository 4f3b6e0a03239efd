package dev.shuttle.controlplane.doctor;

import dev.shuttle.controlplane.egress.Egress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * Where builds get libraries and Maven's plugins from.
 *
 * @param repository a Maven repository's root
 */
record RepositoryCheck(URI repository) implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public List<Finding> look() {
        // User and password in an address do not belong in a log.
        String shown = repository.getScheme() + "://" + repository.getHost();
        try {
            HttpResponse<Void> answer = Egress.client(null, null, PATIENCE)
                    .send(
                            HttpRequest.newBuilder(repository)
                                    .timeout(PATIENCE)
                                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            return List.of(Finding.ok("libraries", shown + " answers (" + answer.statusCode() + ")"));
        } catch (IOException | IllegalArgumentException e) {
            return List.of(Finding.note(
                    "libraries",
                    shown + " does not answer (" + e
                            + "): builds can only use cached libraries. Set SHUTTLE_MAVEN_SETTINGS with a mirror, or"
                            + " allow the control plane outgoing connections."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
