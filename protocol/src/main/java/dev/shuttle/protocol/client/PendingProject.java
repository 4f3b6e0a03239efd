package dev.shuttle.protocol.client;

import dev.shuttle.protocol.Project;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A call for a project that goes on beside other work. */
public final class PendingProject {

    private final FutureTask<Optional<Project>> call;
    private final ApiAddress api;

    private PendingProject(Callable<Optional<Project>> call, ApiAddress api) {
        this.call = new FutureTask<>(call);
        this.api = api;
    }

    static PendingProject of(Callable<Optional<Project>> call, ApiAddress api) {
        PendingProject pending = new PendingProject(call, api);
        Thread thread = new Thread(pending.call, "shuttle-project");
        thread.setDaemon(true); // its call has a time limit, and its answer may no longer be wanted
        thread.start();
        return pending;
    }

    /**
     * Waits for the answer.
     *
     * @return empty where the project is unknown
     * @throws ClientException when the call failed
     */
    public Optional<Project> await() throws ClientException {
        try {
            return call.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ClientException fault) {
                throw fault;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stop) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new UnreachableException(api, new IOException("interrupted", stop));
        }
    }
}
