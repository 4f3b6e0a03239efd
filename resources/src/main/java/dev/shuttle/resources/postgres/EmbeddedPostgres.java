package dev.shuttle.resources.postgres;

import dev.shuttle.resources.BackupSource;
import dev.shuttle.resources.BackupTarget;
import dev.shuttle.resources.BinarySource;
import dev.shuttle.resources.Platform;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.resources.ServerContainment;
import dev.shuttle.resources.ServerWatch;
import dev.shuttle.resources.Share;
import dev.shuttle.resources.SupervisedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * {@code @Postgres} from a server that we bring along and that starts with the first use: a database and a role for each
 * project and name. The server keeps its port, is adopted after a crash of ours, and is started again when it dies.
 * Thread-safe.
 */
public final class EmbeddedPostgres implements Provisioner, BackupSource {
    private final PostgresServer server;
    private final SupervisedServer kept;
    private final ScheduledExecutorService watch = ServerWatch.named("postgres-watch");
    private final PostgresShares shares = new PostgresShares("embedded");

    /**
     * No I/O.
     *
     * @param folder of its own, for programs, data and log; of no other server at the same time
     * @param binaries the jar that {@link Platform#postgres()} names
     * @param superuserPassword the same in every run; asked for on first use
     */
    public EmbeddedPostgres(Path folder, BinarySource binaries, Supplier<String> superuserPassword) {
        this(folder, binaries, superuserPassword, ServerContainment.NONE);
    }

    /**
     * No I/O.
     *
     * @param containment of the server, which all services share
     */
    public EmbeddedPostgres(
            Path folder, BinarySource binaries, Supplier<String> superuserPassword, ServerContainment containment) {
        this.server = new PostgresServer(folder.toAbsolutePath().normalize(), binaries, superuserPassword, containment);
        this.kept = new SupervisedServer(server, watch);
    }

    @Override
    public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
        return PostgresShares.draft(new Share(project, name));
    }

    @Override
    public Map<String, String> ensure(String project, String name, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        Share share = new Share(project, name);
        return shares.ensure(server.superuser(kept.use().port()), share, draft);
    }

    @Override
    public void destroy(String project, String name, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        Share share = new Share(project, name);
        if (server.exists()) {
            shares.destroy(server.superuser(kept.use().port()), share, draft);
        }
    }

    @Override
    public Optional<String> usage(Map<String, String> draft) throws InterruptedException {
        try {
            return server.exists() ? shares.usage(server.superuser(kept.use().port()), draft) : Optional.empty();
        } catch (ProvisioningException e) {
            return Optional.empty(); // the failure that it would explain is told without
        }
    }

    @Override
    public OptionalLong bytes(Map<String, String> draft) throws ProvisioningException, InterruptedException {
        Optional<PostgresUrl> running = running();
        return running.isEmpty() ? OptionalLong.empty() : new PostgresSize(running.get(), draft).bytes();
    }

    @Override
    public boolean readOnly(Map<String, String> draft, boolean readOnly)
            throws ProvisioningException, InterruptedException {
        Optional<PostgresUrl> running = running();
        return running.isPresent() && new PostgresSize(running.get(), draft).readOnly(readOnly);
    }

    /** Nothing grows while it does not run. */
    private Optional<PostgresUrl> running() throws ProvisioningException, InterruptedException {
        try {
            return server.exists() && kept.isInUse()
                    ? Optional.of(server.superuser(kept.use().port()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new ProvisioningException("Whether PostgreSQL runs cannot be told: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<ResourceStatistics> statistics(String project, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        PostgresUrl running = running()
                .orElseThrow(
                        () -> new ProvisioningException(
                                "PostgreSQL does not run now, since no project uses it. It starts with the next one that does."));
        return Optional.of(new PostgresStatistics(running, draft).read());
    }

    @Override
    public boolean canCopy() {
        return true;
    }

    @Override
    public boolean isEmpty(Share share, Map<String, String> draft) throws ProvisioningException, InterruptedException {
        return shares.isEmpty(server.superuser(kept.use().port()), draft);
    }

    @Override
    public void copy(Share source, Map<String, String> sourceDraft, Share target, Map<String, String> targetDraft)
            throws ProvisioningException, InterruptedException {
        shares.copy(server.superuser(kept.use().port()), sourceDraft, targetDraft);
    }

    @Override
    public String folderName() {
        return "postgres";
    }

    @Override
    public boolean hasData() {
        return server.exists();
    }

    @Override
    public void copyInUse(BackupTarget target) throws ProvisioningException, IOException, InterruptedException {
        int port = kept.use().port();
        try {
            new PostgresCopy(server.dataDirectory(), target).inUse(server.superuser(port));
        } catch (SQLException e) {
            throw new ProvisioningException(
                    "The data of the " + server.label() + " could not be copied: " + e.getMessage()
                            + ". Is there space on its disk? Try again.",
                    e);
        }
    }

    @Override
    public void copyAtRest(BackupTarget target) throws ProvisioningException, IOException {
        kept.requireRest();
        new PostgresCopy(server.dataDirectory(), target).atRest();
    }

    @Override
    public boolean isSecret(String key) {
        return key.equals("password");
    }

    /** Stops the server within 8 seconds, and one that a crash of ours has left running as well. */
    @Override
    public void close() {
        kept.close();
        watch.shutdownNow();
    }

    @Override
    public void detach() {
        watch.shutdownNow();
    }
}
