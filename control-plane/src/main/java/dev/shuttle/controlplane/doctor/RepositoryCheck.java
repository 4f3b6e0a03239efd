package dev.shuttle.controlplane.doctor;

import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.EgressFaults;
import dev.shuttle.controlplane.egress.Way;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Where builds get libraries and Maven's plugins from: a Maven repository's root, and how it is reached. */
record RepositoryCheck(URI repository, Way way) implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public List<Finding> look() {
        // User and password in an address do not belong in a log.
        String shown = repository.getScheme() + "://" + repository.getHost();
        String through = way.proxy() == null ? "" : " through the proxy " + way.proxy();
        try (Egress egress = new Egress(PATIENCE, null)) {
            HttpRequest request = HttpRequest.newBuilder(repository)
                    .timeout(PATIENCE)
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build();
            int status = egress.send(request, head -> HttpResponse.BodySubscribers.discarding(), way)
                    .get()
                    .statusCode();
            String how =
                    status < 400 || status == 404 ? "" : " (" + status + ")"; // a repository need not list its root
            return List.of(Finding.ok("libraries", shown + " answers" + through + how));
        } catch (ExecutionException | IllegalArgumentException e) {
            return List.of(Finding.note(
                    "libraries",
                    shown + " does not answer" + through + " (" + EgressFaults.reason(e)
                            + "): builds can only use cached libraries. Set SHUTTLE_MAVEN_SETTINGS with a mirror, set"
                            + " SHUTTLE_EGRESS_PROXY, or allow the control plane outgoing connections."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
