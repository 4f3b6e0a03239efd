package dev.shuttle.controlplane.deployment;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads that wait and sources that are being built. Nothing here outlives its deployment's build. */
final class Workspaces {
    private static final Logger LOG = LoggerFactory.getLogger(Workspaces.class);
    private static final String ARCHIVE = ".tar.gz";

    private final Path uploads;
    private final Path workspaces;
    private final Map<String, Path> opened = new ConcurrentHashMap<>();

    Workspaces(Path uploads, Path workspaces) {
        this.uploads = uploads;
        this.workspaces = workspaces;
    }

    Path archive(String deployment) {
        return uploads.resolve(deployment + ARCHIVE);
    }

    /**
     * An empty folder for the sources of a deployment, the same for all of its project, which has one build at a time: a
     * resident builder works in it.
     */
    Path open(String project, String deployment) throws IOException {
        Path workspace = workspaces.resolve(project);
        Trees.empty(workspace);
        opened.put(deployment, workspace);
        return workspace;
    }

    /** Of a deployment that has opened it. */
    Path workspace(String deployment) {
        return Objects.requireNonNull(opened.get(deployment), deployment);
    }

    /** Of all archives that wait, and that are still coming in. */
    long waitingBytes() throws IOException {
        try (Stream<Path> files = Files.list(uploads)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    void discard(String deployment) {
        delete(archive(deployment));
        Path workspace = opened.remove(deployment);
        if (workspace != null) {
            try {
                Trees.empty(workspace);
            } catch (IOException e) {
                LOG.warn("{} could not be emptied: {}", workspace, e.toString());
            }
        }
    }

    /** Of a project that is deleted; its builder has ended. */
    void forget(String project) {
        delete(workspaces.resolve(project));
    }

    /** Removes what an earlier run left, except what still waits in the queue. */
    void sweep(Set<String> queued, StartCleanUp bound) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(uploads)) {
            all = files.toList();
        }
        List<Path> unknown = all.stream()
                .filter(file -> !queued.contains(file.getFileName().toString().replace(ARCHIVE, "")))
                .toList();
        if (bound.allows("uploads", unknown.size(), all.size())) {
            unknown.forEach(Workspaces::delete);
        }
        try (Stream<Path> folders = Files.list(workspaces)) {
            folders.forEach(Workspaces::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Trees.delete(path);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", path, e.toString());
        }
    }
}
