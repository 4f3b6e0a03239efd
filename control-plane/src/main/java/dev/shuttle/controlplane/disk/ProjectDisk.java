package dev.shuttle.controlplane.disk;

import dev.shuttle.controlplane.disk.DiskUse.Part;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.os.AllocatedBytes;
import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Measures what a project keeps on disk: blocks of files, not their apparent sizes, and what the embedded PostgreSQL says of
 * its databases. Thread-safe.
 */
public final class ProjectDisk {
    private final Path home;
    private final Releases releases;
    private final Resources resources;

    /** As {@link AllocatedBytes#of}; the one part of measuring that may be interrupted, and for how long it may take. */
    @FunctionalInterface
    public interface Walk {
        /** Of each tree, in order. */
        List<Long> bytes(List<Path> trees) throws IOException, InterruptedException;

        /** Ended after that time. */
        static Walk within(Duration patience) {
            return trees -> AllocatedBytes.of(trees, patience);
        }

        /** The same at the lowest priority. */
        static Walk unhurried(Duration patience) {
            return trees -> AllocatedBytes.unhurried(trees, patience);
        }
    }

    /** No I/O. */
    public ProjectDisk(Releases releases, Resources resources) {
        this.home = releases.home();
        this.releases = releases;
        this.resources = resources;
    }

    /**
     * Walks all of its files.
     *
     * @param deployments those that are not over
     * @param before what was found last; holds for what is not known now, since its server does not run
     * @param walk the long part
     * @throws IOException if it is not known
     * @throws InterruptedException if the walk was interrupted
     */
    public DiskUse measure(String project, Collection<String> deployments, DiskUse before, Walk walk)
            throws IOException, InterruptedException {
        List<Part> parts = new ArrayList<>();
        List<Path> trees = new ArrayList<>();
        trees(project, deployments)
                .forEach((part, paths) -> paths.forEach(path -> {
                    parts.add(part);
                    trees.add(path);
                }));
        List<Long> sizes = walk.bytes(trees);
        Map<Part, Long> bytes = new EnumMap<>(Part.class);
        for (int i = 0; i < parts.size(); i++) {
            bytes.merge(parts.get(i), sizes.get(i), Long::sum);
        }
        bytes.merge(Part.RELEASES, releases.libraryBytes(project), Long::sum);
        try {
            return new DiskUse(bytes).with(Part.DATABASES, resources.bytes(project), before);
        } catch (ProvisioningException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Walks what a build writes to: its own files, and the project's local repository.
     *
     * @param before holds for all other parts
     * @throws IOException if it is not known
     * @throws InterruptedException if the walk was interrupted
     */
    public DiskUse duringBuild(String project, String deployment, DiskUse before, Walk walk)
            throws IOException, InterruptedException {
        List<Path> trees = build(project, deployment);
        trees.add(repository(project));
        List<Long> sizes = walk.bytes(trees);
        long repository = sizes.get(sizes.size() - 1);
        long build = sizes.stream().mapToLong(Long::longValue).sum() - repository;
        return before.with(Part.BUILD, OptionalLong.of(build), before)
                .with(Part.REPOSITORY, OptionalLong.of(repository), before);
    }

    private Path repository(String project) {
        return home.resolve("repositories").resolve(project);
    }

    /** Archive, sources, and the folder for what only the build needs. */
    private List<Path> build(String project, String deployment) {
        return new ArrayList<>(List.of(
                archive(deployment),
                home.resolve("workspaces").resolve(project),
                home.resolve("builds").resolve(project)));
    }

    private Path archive(String deployment) {
        return home.resolve("uploads").resolve(deployment + ".tar.gz");
    }

    /** A running service's files are links to those of its release, which count first. */
    private Map<Part, List<Path>> trees(String project, Collection<String> deployments) {
        Map<Part, List<Path>> trees = new EnumMap<>(Part.class);
        trees.put(Part.FOLDERS, List.of(home.resolve("folders").resolve(project)));
        trees.put(Part.REDIS, List.of(home.resolve("redis/projects").resolve(project)));
        trees.put(Part.RELEASES, List.of(home.resolve("releases").resolve(project)));
        trees.put(Part.REPOSITORY, List.of(repository(project)));
        trees.put(Part.LOGS, List.of(home.resolve("logs").resolve(project)));
        List<Path> builds = new ArrayList<>(List.of(
                home.resolve("workspaces").resolve(project),
                home.resolve("builds").resolve(project)));
        List<Path> running = new ArrayList<>(List.of(home.resolve("work").resolve(project)));
        for (String deployment : deployments) {
            builds.add(archive(deployment));
            running.add(home.resolve("hosts").resolve(deployment));
        }
        trees.put(Part.BUILD, builds);
        trees.put(Part.RUNNING, running);
        return trees;
    }
}
