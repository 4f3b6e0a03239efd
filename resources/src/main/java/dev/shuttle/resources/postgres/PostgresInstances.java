package dev.shuttle.resources.postgres;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.BinarySource;
import dev.shuttle.resources.BundledBinaries;
import dev.shuttle.resources.RestoredFolder;
import dev.shuttle.resources.ServerContainment;
import dev.shuttle.resources.ServerWatch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers in a folder: one that projects share, and one of its own for each project that came out of a backup, whose
 * folder says so. Thread-safe.
 */
final class PostgresInstances implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresInstances.class);

    static final String PROJECTS = "projects";

    /** A server that is deleted; no project has a name with a dot. */
    private static final String GONE = ".gone-";

    /** The key of the one that a restore works with. */
    private static final String ASIDE = ".aside";

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(8);

    private final Path folder;
    private final BundledBinaries binaries;
    private final Supplier<String> password;
    private final Function<String, ServerContainment> containment;
    private final ScheduledExecutorService watch = ServerWatch.named("postgres-watch");
    private final PostgresInstance shared;
    private final Map<String, PostgresInstance> own = new HashMap<>();
    private boolean closed;

    PostgresInstances(
            Path folder,
            BinarySource source,
            Supplier<String> password,
            ServerContainment sharedContainment,
            Function<String, ServerContainment> containment) {
        this.folder = folder;
        this.binaries = new BundledBinaries(folder, source);
        this.password = password;
        this.containment = containment;
        this.shared = new PostgresInstance(
                new PostgresServer(folder, programs(), password, sharedContainment, PostgresServer.Use.SHARED), watch);
    }

    private PostgresPrograms programs() {
        return new PostgresPrograms(folder, binaries, this::isAnyFound);
    }

    PostgresInstance shared() {
        return shared;
    }

    /** The one that a project is on. */
    PostgresInstance of(String project) {
        synchronized (own) {
            if (!hasOwn(project)) {
                return shared;
            }
            PostgresInstance instance = own.computeIfAbsent(project, this::open);
            if (closed) {
                instance.close(); // it starts nothing
            }
            return instance;
        }
    }

    boolean hasOwn(String project) {
        return Files.isDirectory(path(project).resolve("data"));
    }

    private PostgresInstance open(String project) {
        return new PostgresInstance(
                new PostgresServer(
                        path(project), programs(), password, containment.apply(project), PostgresServer.Use.OWN),
                watch);
    }

    /** One that works on a copy of a server's data, for as long as a restore takes. */
    PostgresInstance aside(Path path, Supplier<String> formerPassword) {
        PostgresServer server =
                new PostgresServer(path, programs(), formerPassword, ServerContainment.NONE, PostgresServer.Use.OWN);
        PostgresInstance instance = new PostgresInstance(server, watch);
        synchronized (own) {
            own.put(ASIDE, instance);
            if (closed) {
                instance.close(); // it starts nothing
            }
        }
        return instance;
    }

    RestoredFolder restored() {
        return RestoredFolder.in(folder, folder.resolve(PROJECTS));
    }

    /** Deletes a project's own server with all in it. It appears whole, and goes so. */
    void deleteOwn(String project) throws IOException {
        PostgresInstance opened;
        synchronized (own) {
            opened = own.remove(project);
        }
        (opened == null ? open(project) : opened).close();
        Path gone = folder.resolve(PROJECTS).resolve(GONE + project);
        Trees.delete(gone);
        if (Files.exists(path(project))) {
            Files.move(path(project), gone, StandardCopyOption.ATOMIC_MOVE);
        }
        Trees.delete(gone);
    }

    private Path path(String project) {
        return folder.resolve(PROJECTS).resolve(project);
    }

    /** The projects that have a server of their own. */
    List<String> names() throws IOException {
        Path all = folder.resolve(PROJECTS);
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(all)) {
            return StreamSupport.stream(found.spliterator(), false)
                    .map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .filter(this::hasOwn)
                    .sorted()
                    .toList();
        }
    }

    /** Whether a server of a run before, or of this one, works with the programs. */
    private boolean isAnyFound() throws IOException {
        if (shared.isFound()) {
            return true;
        }
        for (String name : names()) {
            if (open(name).isFound()) {
                return true;
            }
        }
        return false;
    }

    /** Side by side: one that hangs takes its time, and not that of the others too. */
    @Override
    public void close() {
        List<Runnable> closing = new ArrayList<>(List.of(shared::close));
        synchronized (own) {
            closed = true;
            left().forEach(name -> own.computeIfAbsent(name, this::open));
            own.values().forEach(each -> closing.add(each::close));
        }
        DaemonThreads.runAll("postgres-close", closing, CLOSE_PATIENCE);
        watch.shutdownNow();
    }

    private List<String> left() {
        try {
            return names();
        } catch (IOException e) {
            LOG.warn("The PostgreSQL servers that a crash has left in {} cannot be read", folder, e);
            return List.of();
        }
    }

    /** The servers run on. */
    void detach() {
        watch.shutdownNow();
    }
}
