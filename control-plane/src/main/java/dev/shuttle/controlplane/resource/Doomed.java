package dev.shuttle.controlplane.resource;

import dev.shuttle.resources.ProvisioningException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The projects whose data is about to be destroyed, once their last requests are answered. Thread-safe. */
final class Doomed {
    private static final long PATIENCE_SECONDS = 60;

    private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();

    void add(String project, CompletableFuture<Void> end) {
        ends.put(project, end);
        var unused = end.whenComplete((nothing, thrown) -> ends.remove(project, end));
    }

    /** A deployment of the same name must not be given what is about to go. */
    void awaitEnd(String project) throws ProvisioningException, InterruptedException {
        CompletableFuture<Void> end = ends.get(project);
        if (end == null) {
            return;
        }
        try {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ProvisioningException("The data of the project " + project
                    + " that was deleted before is still being removed. Deploy again in a minute.");
        } catch (ExecutionException e) {
            // Data that could not be deleted is still listed, and found again.
        }
    }
}
