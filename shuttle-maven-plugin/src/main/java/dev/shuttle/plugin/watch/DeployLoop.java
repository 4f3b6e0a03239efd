package dev.shuttle.plugin.watch;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.UnexpectedResponseException;
import dev.shuttle.protocol.client.UnreachableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Deploys once, and then on each change of the sources, one line each. What is wrong with the sources is told, and the next
 * change waited for; a server that is away is tried again; a refusal that no change of the sources can lift ends it. Used
 * by one thread, which an interrupt ends.
 */
public final class DeployLoop {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Nothing is missed between two waits. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    /** No, unknown, or not for this key. */
    private static final Set<Integer> FINAL = Set.of(401, 403, 404);

    private final Path root;
    private final FileWatch files;
    private final Round round;
    private final Pause pause;
    private final Log log;

    /** Uploads the sources as they are, and returns when they serve or have failed. */
    public interface Round {
        Outcome deploy()
                throws ClientException, ProjectGoneException, MojoFailureException, UnnamedProjectException,
                        IOException;
    }

    /** Waits before the server is asked again. */
    public interface Pause {
        void await(Duration time) throws InterruptedException;
    }

    public DeployLoop(Path root, FileWatch files, Round round, Pause pause, Log log) throws IOException {
        this.root = root.toRealPath();
        this.files = files;
        this.round = round;
        this.pause = pause;
        this.log = log;
    }

    /** Never returns by itself; throws what ends it. */
    public void run()
            throws ClientException, ProjectGoneException, MojoFailureException, UnnamedProjectException, IOException,
                    InterruptedException {
        first();
        while (true) {
            Change change = next();
            if (change != null) {
                deploy(change);
            }
        }
    }

    /** As without watching, unless the sources are at fault. */
    private void first()
            throws ClientException, ProjectGoneException, MojoFailureException, UnnamedProjectException, IOException,
                    InterruptedException {
        try {
            Outcome outcome = round.deploy();
            files.know(outcome.packed());
            if (outcome instanceof Outcome.Failed failed) {
                log.error(failed.reason());
            }
            log.info("Watching " + outcome.packed().size() + " files in " + root
                    + "; each change is deployed. Ctrl-C ends this, and what serves goes on.");
        } catch (ClientException fault) {
            throwIfInterrupted();
            throw fault;
        }
    }

    private @Nullable Change next() throws InterruptedException {
        try {
            return files.await(PATIENCE);
        } catch (IOException unreadable) {
            throwIfInterrupted();
            tell(String.valueOf(unreadable.getMessage()));
            return null;
        }
    }

    private void deploy(Change change) throws ClientException, ProjectGoneException, InterruptedException {
        for (Duration wait = Duration.ZERO; ; wait = longer(wait)) {
            pause.await(wait);
            try {
                tell(change, round.deploy());
                return;
            } catch (ClientException fault) {
                throwIfInterrupted();
                if (!isPassing(fault)) {
                    refuse(change, fault);
                    return;
                }
                if (wait.isZero()) {
                    log.warn(change.told(root) + " changed. " + fault.getMessage() + " Shuttle tries again until it is"
                            + " deployed.");
                }
            } catch (MojoFailureException | UnnamedProjectException | IOException fault) {
                throwIfInterrupted();
                tell(change.told(root) + " changed. " + fault.getMessage());
                return;
            }
        }
    }

    private static Duration longer(Duration wait) {
        Duration doubled = wait.isZero() ? FIRST_PAUSE : wait.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** A call that is interrupted says so as a fault. */
    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static boolean isPassing(ClientException fault) {
        return fault instanceof ApiException refused
                ? refused.isPassing()
                : fault instanceof UnreachableException || fault instanceof UnexpectedResponseException;
    }

    private void refuse(Change change, ClientException fault) throws ClientException {
        if (!(fault instanceof ApiException refused) || FINAL.contains(refused.status())) {
            throw fault;
        }
        tell(change.told(root) + " changed. " + fault.getMessage());
    }

    private void tell(Change change, Outcome outcome) {
        files.know(outcome.packed());
        String took = String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - change.began()) / 1e9);
        if (outcome instanceof Outcome.Served served) {
            log.info(change.told(root) + " changed: "
                    + (served.unchanged() ? "what serves is the same, " : "serves after " + took + ", ")
                    + served.url());
        } else if (outcome instanceof Outcome.Failed failed) {
            tell(change.told(root) + " changed: failed after " + took + ". " + failed.reason());
        }
    }

    private void tell(String fault) {
        log.error(fault + "\nWhat serves goes on. The next change is deployed.");
    }
}
