package dev.shuttle.resources.postgres;

import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.SupervisedServer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** A server that starts with its first use, and is kept until it is closed. Thread-safe. */
final class PostgresInstance implements AutoCloseable {
    private final PostgresServer server;
    private final SupervisedServer kept;

    PostgresInstance(PostgresServer server, ScheduledExecutorService watch) {
        this.server = server;
        this.kept = new SupervisedServer(server, watch);
    }

    PostgresServer server() {
        return server;
    }

    boolean exists() {
        return server.exists();
    }

    /** Started, if it does not run. */
    PostgresUrl use() throws ProvisioningException, InterruptedException {
        return server.superuser(kept.use().port());
    }

    /** Nothing grows while it does not run. */
    Optional<PostgresUrl> running() throws ProvisioningException, InterruptedException {
        try {
            return exists() && kept.isInUse() ? Optional.of(use()) : Optional.empty();
        } catch (IOException e) {
            throw new ProvisioningException("Whether PostgreSQL runs cannot be told: " + e.getMessage(), e);
        }
    }

    boolean isFound() throws IOException {
        return server.find().isPresent();
    }

    void requireRest() throws ProvisioningException, IOException {
        kept.requireRest();
    }

    @Override
    public void close() {
        kept.close();
    }
}
