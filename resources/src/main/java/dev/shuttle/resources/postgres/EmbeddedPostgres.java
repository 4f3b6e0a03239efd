package dev.shuttle.resources.postgres;

import dev.shuttle.resources.BackupSource;
import dev.shuttle.resources.BackupTarget;
import dev.shuttle.resources.BinarySource;
import dev.shuttle.resources.Platform;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.resources.RestoreTarget;
import dev.shuttle.resources.RestoredFolder;
import dev.shuttle.resources.ServerContainment;
import dev.shuttle.resources.Share;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code @Postgres} from servers that we bring along and that start with their first use: a database and a role for each
 * project and name. All projects share one; a project that came out of a backup has a server of its own, with the files of
 * the one that it was on, since nothing but those files is sure to hold all of a database. A server keeps its port, is
 * adopted after a crash of ours, and is started again when it dies. Thread-safe.
 */
public final class EmbeddedPostgres implements Provisioner, BackupSource, RestoreTarget {
    private static final String DATA = "data";

    private final PostgresInstances servers;
    private final Supplier<String> superuserPassword;
    private final RestoredFolder restored;
    private final PostgresShares shares = new PostgresShares("embedded");

    /**
     * No I/O.
     *
     * @param folder of its own, for programs, data and log; of no other server at the same time
     * @param binaries the jar that {@link Platform#postgres()} names
     * @param superuserPassword the same in every run; asked for on first use
     */
    public EmbeddedPostgres(Path folder, BinarySource binaries, Supplier<String> superuserPassword) {
        this(folder, binaries, superuserPassword, ServerContainment.NONE, project -> ServerContainment.NONE);
    }

    /**
     * No I/O.
     *
     * @param containment of the server that all services share
     * @param own of a project's own
     */
    public EmbeddedPostgres(
            Path folder,
            BinarySource binaries,
            Supplier<String> superuserPassword,
            ServerContainment containment,
            Function<String, ServerContainment> own) {
        this.servers = new PostgresInstances(
                folder.toAbsolutePath().normalize(), binaries, superuserPassword, containment, own);
        this.superuserPassword = superuserPassword;
        this.restored = servers.restored();
    }

    @Override
    public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
        return PostgresShares.draft(new Share(project, name));
    }

    @Override
    public Map<String, String> ensure(String project, String name, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        Share share = new Share(project, name);
        return shares.ensure(servers.of(share.project()).use(), share, draft);
    }

    /** With its last database, a project's own server goes too. */
    @Override
    public void destroy(String project, String name, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        Share share = new Share(project, name);
        PostgresInstance server = servers.of(share.project());
        if (server.exists()) {
            shares.destroy(server.use(), share, draft);
            if (servers.hasOwn(share.project()) && !PostgresShares.hasDatabases(server.use())) {
                deleteOwn(share.project());
            }
        }
    }

    private void deleteOwn(String project) throws ProvisioningException {
        try {
            servers.deleteOwn(project);
        } catch (IOException e) {
            throw new ProvisioningException(
                    "The PostgreSQL server of " + project + " could not be deleted completely: " + e.getMessage()
                            + ". Try again.",
                    e);
        }
    }

    @Override
    public Optional<String> usage(String project, Map<String, String> draft) throws InterruptedException {
        try {
            PostgresInstance server = servers.of(project);
            return server.exists() ? shares.usage(server.use(), draft) : Optional.empty();
        } catch (ProvisioningException e) {
            return Optional.empty(); // the failure that it would explain is told without
        }
    }

    @Override
    public OptionalLong bytes(String project, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        Optional<PostgresUrl> running = servers.of(project).running();
        return running.isEmpty() ? OptionalLong.empty() : new PostgresSize(running.get(), draft).bytes();
    }

    @Override
    public boolean readOnly(String project, Map<String, String> draft, boolean readOnly)
            throws ProvisioningException, InterruptedException {
        Optional<PostgresUrl> running = servers.of(project).running();
        return running.isPresent() && new PostgresSize(running.get(), draft).readOnly(readOnly);
    }

    @Override
    public Optional<ResourceStatistics> statistics(String project, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        PostgresUrl running = servers.of(project)
                .running()
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
        return shares.isEmpty(servers.of(share.project()).use(), draft);
    }

    @Override
    public void copy(Share source, Map<String, String> sourceDraft, Share target, Map<String, String> targetDraft)
            throws ProvisioningException, InterruptedException {
        PostgresInstance server = servers.of(source.project());
        if (server != servers.of(target.project())) {
            throw new ProvisioningException("The databases of " + source.project() + " and " + target.project()
                    + " are on two PostgreSQL servers, since one of the projects came out of a backup, and PostgreSQL"
                    + " copies within one. Use pg_dump, through mvn shuttle:connect.");
        }
        shares.copy(server.use(), sourceDraft, targetDraft);
    }

    @Override
    public String folderName() {
        return "postgres";
    }

    @Override
    public boolean hasData() {
        try {
            return servers.shared().exists() || !servers.names().isEmpty();
        } catch (IOException e) {
            return true; // and the copy says what is wrong
        }
    }

    @Override
    public void copyInUse(BackupTarget target) throws ProvisioningException, IOException, InterruptedException {
        for (Copied each : copied(target)) {
            PostgresServer server = each.instance().server();
            try {
                each.copy(target).inUse(each.instance().use());
            } catch (SQLException e) {
                throw new ProvisioningException(
                        "The data of the " + server.label() + " could not be copied: " + e.getMessage()
                                + ". Is there space on its disk? Try again.",
                        e);
            }
        }
    }

    @Override
    public void copyAtRest(BackupTarget target) throws ProvisioningException, IOException {
        for (Copied each : copied(target)) {
            each.instance().requireRest();
            each.copy(target).atRest();
        }
    }

    /** The servers with the names of their data, whose folders are in the target then. */
    private List<Copied> copied(BackupTarget target) throws IOException {
        List<Copied> copied = new ArrayList<>();
        if (servers.shared().exists()) {
            copied.add(new Copied(servers.shared(), DATA));
        }
        List<String> own = servers.names();
        if (!own.isEmpty()) {
            target.directory(PostgresInstances.PROJECTS, restored.projects());
        }
        for (String project : own) {
            String name = PostgresInstances.PROJECTS + "/" + project;
            target.directory(name, restored.projects().resolve(project));
            copied.add(new Copied(servers.of(project), name + "/" + DATA));
        }
        return copied;
    }

    private record Copied(PostgresInstance instance, String name) {
        PostgresCopy copy(BackupTarget target) {
            return new PostgresCopy(instance.server().dataDirectory(), name, target);
        }
    }

    /** The data directory of a server goes into {@code data} of that. */
    @Override
    public Path prepare() throws IOException {
        discard();
        return restored.prepare();
    }

    /**
     * Makes a server's data that were laid out a server of one project: all that is another's is dropped, and what is kept
     * stays as it is, byte for byte. The server that does it has ended when this returns.
     *
     * @param formerPassword of the superuser in those data
     * @param project whose server it becomes
     * @param kept the drafts of its databases, by name
     * @throws ProvisioningException if that server does not start, or a database is not in the data
     * @throws InterruptedException if interrupted
     */
    public void adopt(String formerPassword, String project, Map<String, Map<String, String>> kept)
            throws ProvisioningException, InterruptedException {
        try (PostgresInstance aside = servers.aside(restored.aside(), () -> formerPassword)) {
            new PostgresAdoption(aside.use(), shares, project, kept).make(superuserPassword.get());
        }
    }

    @Override
    public RestoredFolder restored() {
        return restored;
    }

    @Override
    public void remove(String project) throws IOException {
        servers.deleteOwn(project);
    }

    @Override
    public void discard() throws IOException {
        servers.aside(restored.aside(), superuserPassword).close();
        restored.discard();
    }

    @Override
    public boolean isSecret(String key) {
        return key.equals("password");
    }

    /** Stops the servers within 8 seconds, and those that a crash of ours has left running as well. */
    @Override
    public void close() {
        servers.close();
    }

    @Override
    public void detach() {
        servers.detach();
    }
}
