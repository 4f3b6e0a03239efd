package dev.shuttle.plugin;

import dev.shuttle.plugin.name.NamedProject;
import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.plugin.watch.CtrlC;
import dev.shuttle.plugin.watch.DeployLoop;
import dev.shuttle.plugin.watch.FileWatch;
import dev.shuttle.plugin.watch.Outcome;
import dev.shuttle.plugin.watch.ProjectGoneException;
import dev.shuttle.plugin.watch.SourceListing;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.PendingProject;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * The deploys of {@code shuttle:deploy -Dshuttle.watch}: each as without it, the first one told as usual, the others in a
 * line. Used by one thread, once.
 */
final class WatchedDeploys implements DeployLoop.Round {

    /** An editor that saves several files needs less between two. */
    private static final Duration QUIET = Duration.ofMillis(50);

    private final Path root;
    private final ShuttleClient client;
    private final Result loud;
    private final Result quiet;
    private final boolean verbose;
    private final DeployMojo goal;
    private final SourceListing listing;
    private @Nullable ProjectName deployed;
    /** The one that is followed. */
    private @Nullable Deployment inWork;

    WatchedDeploys(Path root, ShuttleClient client, Result result, boolean verbose, DeployMojo goal)
            throws IOException {
        this.root = root;
        this.client = client;
        this.loud = result;
        this.quiet = verbose ? result : new Result(result.form(), result.file(), new QuietLog(result.log()));
        this.verbose = verbose;
        this.goal = goal;
        this.listing = new SourceListing(root, output(result));
    }

    /** Where this goal's own lines may go: each would be a change. */
    private static Set<Path> output(Result result) {
        Set<Path> files = new HashSet<>();
        Stream.of(Path.of("/dev/stdout"), Path.of("/dev/stderr"))
                .map(WatchedDeploys::real)
                .forEach(files::add);
        if (result.file() != null) {
            Path file = result.file().toAbsolutePath().normalize();
            files.add(real(file.resolveSibling(".")).resolve(file.getFileName()));
        }
        return files;
    }

    /** As it is where it does not exist, as a terminal does. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException absent) {
            return file;
        }
    }

    /** Returns after Ctrl-C, without waiting for a deployment that the server has; throws what else ends it. */
    void untilCtrlC() throws ClientException, MojoFailureException, UnnamedProjectException, IOException {
        try (CtrlC end = CtrlC.interrupting(Thread.currentThread())) {
            deployUntil(end);
        }
    }

    private void deployUntil(CtrlC end)
            throws ClientException, MojoFailureException, UnnamedProjectException, IOException {
        Log log = loud.log();
        try (FileWatch files = new FileWatch(listing, QUIET)) {
            new DeployLoop(root, files, this, time -> Thread.sleep(time.toMillis()), log).run();
        } catch (ProjectGoneException gone) {
            throw new MojoFailureException(gone.getMessage());
        } catch (InterruptedException stop) {
            if (inWork != null) {
                Detacher.lines(inWork).forEach(log::info);
            }
            if (!end.isPressed()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Outcome deploy()
            throws ClientException, ProjectGoneException, MojoFailureException, UnnamedProjectException, IOException {
        Result result = deployed == null ? loud : quiet;
        NamedProject named = goal.project();
        PendingProject project = client.asking(named.name());
        if (deployed != null && project.await().isEmpty() && named.name().equals(deployed)) {
            throw new ProjectGoneException(named.name());
        }
        DeployMojo.Upload upload = goal.upload(root, named, client, project, result.log());
        deployed = named.name();
        inWork = upload.deployment();
        Outcome outcome = follow(upload, result);
        inWork = null;
        return outcome;
    }

    private Outcome follow(DeployMojo.Upload upload, Result result) throws ClientException, IOException {
        Deployment begun = upload.deployment();
        Map<Path, String> packed = listing.states(upload.files());
        String url = begun.url().toString();
        if (Boolean.TRUE.equals(begun.unchanged())) {
            DeployMojo.tellUnchanged(begun, result);
            return new Outcome.Served(packed, url, true);
        }
        try {
            new Progress(client, result, verbose).untilServing(begun);
            return new Outcome.Served(packed, url, false);
        } catch (MojoFailureException failed) {
            return new Outcome.Failed(packed, String.valueOf(failed.getMessage()));
        }
    }
}
