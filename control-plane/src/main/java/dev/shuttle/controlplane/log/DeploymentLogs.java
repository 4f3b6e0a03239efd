package dev.shuttle.controlplane.log;

import dev.shuttle.os.PrintableText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The logs of all deployments: {@code <folder>/<project>/<deployment>/}. Thread-safe. */
public final class DeploymentLogs implements AutoCloseable {
    private static final int SEGMENT_BYTES = 4 << 20;

    private final Path folder;
    private final Masks masks;
    private final Duration kept;
    private final InstantSource ages;
    private final @Nullable LogDrain drain;
    private final ConcurrentHashMap<Path, DeploymentLog> logs = new ConcurrentHashMap<>();

    /**
     * The logs under a folder.
     *
     * @param folder where they lie
     * @param masks what must stand in none of them
     */
    public DeploymentLogs(Path folder, Masks masks) {
        this(folder, masks, Duration.ZERO, InstantSource.system(), null);
    }

    /**
     * The same, sent on.
     *
     * @param folder where they lie
     * @param masks what must stand in none of them
     * @param kept how long lines are kept; zero for as long as their deployment is known
     * @param ages tells how old they are
     * @param drain gets each line; closed by the caller
     */
    public DeploymentLogs(Path folder, Masks masks, Duration kept, InstantSource ages, @Nullable LogDrain drain) {
        this.kept = kept;
        this.ages = ages;
        this.drain = drain;
        this.folder = folder;
        this.masks = masks;
    }

    /**
     * The log of a deployment; made by its first line.
     *
     * @param project its project
     * @param deployment its id
     * @return the one log of that deployment
     */
    public DeploymentLog of(String project, String deployment) {
        return logs.computeIfAbsent(folder.resolve(project).resolve(deployment), path -> open(project, path));
    }

    /**
     * The logs of a project's deployments that are kept, to be read only: of those that nothing is written to, nothing is
     * remembered.
     */
    public Map<String, DeploymentLog> ofProject(String project) throws IOException {
        Map<String, DeploymentLog> found = new TreeMap<>();
        Path all = folder.resolve(project);
        if (Files.isDirectory(all)) {
            for (String id : names(all)) {
                DeploymentLog known = logs.get(all.resolve(id));
                found.put(id, known == null ? open(project, all.resolve(id)) : known);
            }
        }
        return found;
    }

    private DeploymentLog open(String project, Path path) {
        try {
            return new DeploymentLog(path, SEGMENT_BYTES, masks, project, drain, System::nanoTime);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A text about a project, for people: as its logs would have it, without what steers a terminal or turns text around.
     *
     * @param project whose it is
     * @param text any
     * @return the same with {@code ***} in place of what is secret
     */
    public String masked(String project, String text) {
        return PrintableText.lines(masks.mask(project, text));
    }

    /**
     * Wakes those who follow a deployment.
     *
     * @param project its project
     * @param deployment its id
     */
    public void wake(String project, String deployment) {
        DeploymentLog log = logs.get(folder.resolve(project).resolve(deployment));
        if (log != null) {
            log.wake();
        }
    }

    /**
     * Closes the file of a deployment that has ended.
     *
     * @param project its project
     * @param deployment its id
     */
    public void release(String project, String deployment) {
        DeploymentLog log = logs.remove(folder.resolve(project).resolve(deployment));
        if (log != null) {
            log.closeFile();
            log.wake();
        }
    }

    /**
     * The stored logs.
     *
     * @return the ids of the deployments of each project that have a log
     * @throws IOException if the folders cannot be read
     */
    public Map<String, Set<String>> kept() throws IOException {
        Map<String, Set<String>> kept = new HashMap<>();
        for (String project : names(folder)) {
            kept.put(project, names(folder.resolve(project)));
        }
        return kept;
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        }
    }

    /**
     * Deletes lines that were kept long enough, a segment at a time, by its newest line.
     *
     * @throws IOException if a file cannot be deleted
     */
    public void removeOld() throws IOException {
        if (kept.isZero()) {
            return;
        }
        Instant oldest = ages.instant().minus(kept);
        for (String project : names(folder)) {
            for (DeploymentLog log : ofProject(project).values()) {
                log.removeBefore(oldest);
            }
        }
    }

    /**
     * Deletes the log of a deployment.
     *
     * @param project its project
     * @param deployment its id
     * @throws IOException if a file cannot be deleted
     */
    public void delete(String project, String deployment) throws IOException {
        release(project, deployment);
        Path log = folder.resolve(project).resolve(deployment);
        if (Files.exists(log)) {
            try (Stream<Path> files = Files.list(log)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(log);
        }
        try {
            Files.deleteIfExists(folder.resolve(project));
        } catch (DirectoryNotEmptyException e) {
            // Others are still there.
        }
    }

    @Override
    public void close() {
        logs.values().forEach(DeploymentLog::closeFile);
        logs.clear();
    }
}
