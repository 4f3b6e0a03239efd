package dev.shuttle.resources.redis;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.BackupSource;
import dev.shuttle.resources.BackupTarget;
import dev.shuttle.resources.BinarySource;
import dev.shuttle.resources.BundledBinaries;
import dev.shuttle.resources.CopiedFiles;
import dev.shuttle.resources.Platform;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.RandomPassword;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.resources.RestoreTarget;
import dev.shuttle.resources.RestoredFolder;
import dev.shuttle.resources.ServerContainment;
import dev.shuttle.resources.ServerWatch;
import dev.shuttle.resources.Share;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code @Redis} from servers that we bring along: a process for each project, which starts with its first use. Several
 * names of one project are databases of one process, with one password. A server keeps its port, is adopted after a
 * crash of ours, and is started again when it dies. Which databases are in use stands in a file beside the data, so that
 * the last one that is destroyed takes process and data with it. Thread-safe.
 */
public final class EmbeddedRedis implements Provisioner, BackupSource, RestoreTarget {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(8);

    private static final String PROJECTS = "projects";

    /** The server of a copy. */
    private static final String COPY = "copy";

    private static final String DATABASE = "database";
    private static final String PASSWORD = "password";

    private final Path folder;
    private final RestoredFolder restored;
    private final BundledBinaries binaries;
    private final Function<String, ServerContainment> containment;
    private final ScheduledExecutorService watch = ServerWatch.named("redis-watch");
    private final Map<String, RedisProject> projects = new HashMap<>();
    private final Object copying = new Object();
    private boolean begun;
    private boolean closed;

    /**
     * No I/O.
     *
     * @param folder of its own, for programs, and data and log of each project
     * @param binaries the jar that {@link Platform#redis()} names; asked for only where the PATH has no
     *     {@code redis-server} of version 6 or newer
     */
    public EmbeddedRedis(Path folder, BinarySource binaries) {
        this(folder, binaries, project -> ServerContainment.NONE);
    }

    /**
     * No I/O.
     *
     * @param containment of a project's server
     */
    public EmbeddedRedis(Path folder, BinarySource binaries, Function<String, ServerContainment> containment) {
        this.containment = containment;
        this.folder = folder.toAbsolutePath().normalize();
        this.restored = RestoredFolder.in(this.folder, this.folder.resolve(PROJECTS));
        this.binaries = new BundledBinaries(this.folder, binaries);
    }

    /** The lowest database that no sibling has, and the siblings' password; at most 64 names for a project. */
    @Override
    public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
        Share share = new Share(project, name);
        Set<String> taken = siblings.stream()
                .map(sibling -> sibling.getOrDefault(DATABASE, ""))
                .collect(Collectors.toSet());
        int database = IntStream.range(0, RedisConfiguration.DATABASES)
                .filter(index -> !taken.contains("" + index))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(share.project() + " has " + RedisConfiguration.DATABASES
                        + " Redis databases, which is the limit."));
        String password = siblings.stream()
                .map(sibling -> sibling.get(PASSWORD))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(RandomPassword::next);
        return Map.of("username", "default", PASSWORD, password, DATABASE, "" + database);
    }

    @Override
    public Map<String, String> ensure(String project, String name, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        Share share = new Share(project, name);
        String password = draft.getOrDefault(PASSWORD, "");
        if (password.isEmpty()) {
            throw new IllegalArgumentException("The draft has no password");
        }
        return RedisProject.output(draft, project(share.project()).ensure(share, database(draft), password));
    }

    @Override
    public void destroy(String project, String name, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        Share share = new Share(project, name);
        if (Files.exists(path(share.project())) && project(share.project()).destroy(share, database(draft))) {
            synchronized (projects) {
                projects.remove(share.project());
            }
        }
    }

    @Override
    public boolean canCopy() {
        return true;
    }

    @Override
    public boolean isEmpty(Share share, Map<String, String> draft) throws ProvisioningException, InterruptedException {
        return project(share.project()).isEmpty(database(draft));
    }

    /** By a snapshot, which a server of its own reads for as long as that takes. */
    @Override
    public void copy(Share source, Map<String, String> sourceDraft, Share target, Map<String, String> targetDraft)
            throws ProvisioningException, InterruptedException {
        RedisProject from = project(source.project());
        RedisProject to = project(target.project());
        synchronized (copying) {
            endCopy(); // one that could not be deleted
            try (RedisProject between = ofCopy()) {
                from.copyInUse(COPY, new CopiedFiles(folder));
                to.load(between, database(sourceDraft), database(targetDraft));
            } catch (IOException e) {
                throw new ProvisioningException(
                        "The data of the Redis of " + source.project() + " could not be copied: " + e.getMessage()
                                + ". Is there space on the disk? Try again.",
                        e);
            } finally {
                endCopy();
            }
        }
    }

    private RedisProject ofCopy() {
        return new RedisProject(folder.resolve(COPY), binaries, watch, ServerContainment.NONE);
    }

    /** One that a crash has left; if that fails, projects use their own all the same. */
    private void endCopyOfBefore() {
        try {
            endCopy();
        } catch (ProvisioningException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private void endCopy() throws ProvisioningException {
        ofCopy().close();
        try {
            Trees.delete(folder.resolve(COPY));
        } catch (IOException e) {
            throw new ProvisioningException("The copy in " + folder.resolve(COPY) + " cannot be deleted: " + e, e);
        }
    }

    private static int database(Map<String, String> draft) {
        int database = Integer.parseInt(draft.getOrDefault(DATABASE, "0"));
        if (database < 0 || database >= RedisConfiguration.DATABASES) {
            throw new IllegalArgumentException("The draft's database is not valid: " + database);
        }
        return database;
    }

    private RedisProject project(String project) throws ProvisioningException {
        synchronized (projects) {
            if (closed) {
                throw new ProvisioningException("Redis is being stopped, as Shuttle is.");
            }
            if (!begun) {
                begun = true;
                endCopyOfBefore();
            }
            return projects.computeIfAbsent(
                    project, name -> new RedisProject(path(name), binaries, watch, containment.apply(name)));
        }
    }

    private Path path(String project) {
        return folder.resolve(PROJECTS).resolve(project);
    }

    @Override
    public String folderName() {
        return "redis";
    }

    @Override
    public boolean hasData() {
        return Files.isDirectory(folder.resolve(PROJECTS));
    }

    @Override
    public void copyInUse(BackupTarget target) throws ProvisioningException, IOException, InterruptedException {
        target.directory(PROJECTS, folder.resolve(PROJECTS));
        for (String name : names()) {
            project(name).copyInUse(PROJECTS + "/" + name, target);
        }
    }

    @Override
    public void copyAtRest(BackupTarget target) throws ProvisioningException, IOException {
        target.directory(PROJECTS, folder.resolve(PROJECTS));
        for (String name : names()) {
            project(name).copyAtRest(PROJECTS + "/" + name, target);
        }
    }

    /** The project's folder of a backup goes into what is prepared; no server works on it. */
    @Override
    public RestoredFolder restored() {
        return restored;
    }

    @Override
    public Optional<ResourceStatistics> statistics(String project, Map<String, String> draft)
            throws ProvisioningException, InterruptedException {
        return Optional.of(project(project).statistics(database(draft)));
    }

    @Override
    public boolean isSecret(String key) {
        return key.equals("password");
    }

    /** Stops all servers at once, within 8 seconds, and those that a crash of ours has left running as well. */
    @Override
    public void close() {
        synchronized (projects) {
            closed = true;
            for (String left : left()) {
                projects.computeIfAbsent(
                        left, name -> new RedisProject(path(name), binaries, watch, containment.apply(name)));
            }
            closeAll();
            projects.clear();
            ofCopy().close();
        }
        watch.shutdownNow();
    }

    @Override
    public void detach() {
        synchronized (projects) {
            closed = true;
        }
        watch.shutdownNow();
    }

    /** All at once: one that hangs takes its six seconds, and not those of the others too. */
    private void closeAll() {
        DaemonThreads.runAll(
                "redis-close",
                projects.values().stream()
                        .<Runnable>map(project -> project::close)
                        .toList(),
                CLOSE_PATIENCE);
    }

    private List<String> left() {
        try {
            return names();
        } catch (IOException e) {
            LOG.warn("What Redis servers a crash has left in {} cannot be read", folder, e);
            return List.of();
        }
    }

    /** The projects that have a folder. */
    private List<String> names() throws IOException {
        Path all = folder.resolve(PROJECTS);
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(all)) {
            return StreamSupport.stream(found.spliterator(), false)
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }
}
