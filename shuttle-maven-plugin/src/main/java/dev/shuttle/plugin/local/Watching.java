package dev.shuttle.plugin.local;

import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/** Restarts a service when its classes, its secrets or its variables change; if the new one does not start, logs why, and the old one goes on. */
public final class Watching {

    /** How soon the end of the service's JVM is noticed. */
    private static final Duration GLANCE = Duration.ofMillis(200);
    /** A compiler may delete classes long before it writes them again. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final LocalRun run;
    private final Source source;
    private final Log log;
    private final List<Path> secrets;
    private List<FileTime> secretsOf = List.of();
    private boolean ended;

    /** Where code comes from. */
    public interface Source {

        /**
         * Analyses the classes as they are.
         *
         * @return the code
         * @throws LocalRunException if it cannot be run; the message holds all faults
         */
        LocalCode read() throws LocalRunException;
    }

    /**
     * For a service that was started.
     *
     * @param run it
     * @param source its code
     * @param root the project's root
     * @param modules folders of its modules; they, and the root, may hold secrets
     * @param log for what the developer should know
     */
    public Watching(LocalRun run, Source source, Path root, List<Path> modules, Log log) {
        this.run = run;
        this.source = source;
        this.secrets = Stream.concat(Stream.of(root), modules.stream())
                .flatMap(folder -> Stream.of(folder.resolve(DevSecrets.FILE), folder.resolve(DevEnvironment.FILE)))
                .distinct()
                .toList();
        this.log = log;
    }

    /**
     * Returns when the run is closed, or when the service has ended by itself with exit code 0.
     *
     * @param folders of class files
     * @throws IOException when they cannot be watched
     * @throws InterruptedException when interrupted
     */
    public void watch(List<Path> folders) throws IOException, InterruptedException {
        secretsOf = modified();
        try (ClassWatch changes = new ClassWatch(folders)) {
            while (!run.isClosing() && !hasEnded()) {
                Long began = changes.await(GLANCE);
                if (began == null && haveSecretsChanged()) {
                    began = System.nanoTime();
                }
                if (began != null && !run.isClosing()) {
                    restart(began, changes);
                }
            }
        }
    }

    private boolean haveSecretsChanged() {
        List<FileTime> before = secretsOf;
        secretsOf = modified();
        return !secretsOf.equals(before);
    }

    /** Of a file that is not there: the epoch. */
    private List<FileTime> modified() {
        return secrets.stream().map(Watching::modified).toList();
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException absent) {
            return FileTime.fromMillis(0);
        }
    }

    private boolean hasEnded() throws IOException, InterruptedException {
        if (ended) {
            return false;
        }
        try {
            Integer code = run.await(Duration.ZERO);
            ended = code != null;
            if (code != null && code != 0) {
                log.error("The service ended with exit code " + code + "; a change of its classes starts it again.");
            }
            return code != null && code == 0;
        } catch (LocalRunException failed) {
            log.error(failed.getMessage());
            return false;
        }
    }

    private void restart(long began, ClassWatch changes) throws IOException, InterruptedException {
        LocalCode code = code(changes);
        if (code == null) {
            return;
        }
        try {
            run.start(code);
            ended = false;
            if (!run.isClosing()) {
                log.info("restarted in " + (System.nanoTime() - began) / 1_000_000 + " ms");
            }
        } catch (LocalRunException | ProvisioningException | IOException fault) {
            log.error(fault.getMessage());
        }
    }

    /** Faults are those of a compiler at work, unless nothing more comes. */
    private @Nullable LocalCode code(ClassWatch changes) throws IOException, InterruptedException {
        while (!run.isClosing()) {
            try {
                return source.read();
            } catch (LocalRunException fault) {
                if (changes.await(GRACE) == null) {
                    log.error(fault.getMessage());
                    log.error("What ran before goes on.");
                    return null;
                }
            }
        }
        return null;
    }
}
