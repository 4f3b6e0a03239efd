package dev.shuttle.controlplane.release;

import dev.shuttle.controlplane.archive.EntryPath;
import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.os.HardLinks;
import dev.shuttle.os.Trees;
import dev.shuttle.protocol.Json;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Built releases, kept under the home: {@code releases/PROJECT/ID/} with the module's own classes, and its libraries in
 * {@code libs/}, which releases share. A release is there whole or not at all, and never changes. Thread-safe; one
 * instance a home.
 */
public final class Releases {

    private static final String DESCRIPTION = "release.json";

    /** Holds what is being made and what is being deleted; no project has a name with a dot. */
    private static final String ASIDE = ".aside";

    private static final Pattern PROJECT = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private final Path home;
    private final Path folder;
    private final LibraryStore libraries;

    /** Keeping reads, sweeping writes: a library between its copy and its release's rename is named by no release. */
    private final ReadWriteLock sweeping = new ReentrantReadWriteLock();

    /** By directory, for releases of earlier versions; as many as are kept. */
    private final Map<Path, String> computed = new ConcurrentHashMap<>();

    /**
     * The releases of a home.
     *
     * @param home the control plane's home
     */
    public Releases(Path home) {
        this.home = home.toAbsolutePath();
        this.folder = this.home.resolve("releases");
        this.libraries = new LibraryStore(this.home.resolve("libs"));
    }

    /**
     * Keeps what a build made. The workspace is not needed any more afterwards.
     *
     * @param project whose it is
     * @param id of the deployment; not kept before
     * @param module what was built
     * @param plan what its code says
     * @return what can be started
     * @throws IOException if it cannot be copied (no space); nothing of the release is left then
     */
    public Release keep(String project, String id, BuiltModule module, ServicePlan plan) throws IOException {
        Path target = directory(project, id);
        sweeping.readLock().lock();
        Path aside = aside();
        try {
            Files.createDirectories(aside);
            List<String> classPath = copy(module, aside);
            Description description = new Description(plan, classPath, digest(plan, classPath, aside));
            Json.MAPPER.writeValue(aside.resolve(DESCRIPTION).toFile(), description);
            // Closed: who may read it is decided when it is started.
            Trees.createPrivate(folder.resolve(project));
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            return release(description, target);
        } finally {
            Trees.delete(aside);
            sweeping.readLock().unlock();
        }
    }

    /**
     * Reads a release.
     *
     * @param project whose it is
     * @param id of the deployment that made it
     * @return what can be started
     * @throws NoSuchFileException if it is not kept, or a part of it is gone
     * @throws IOException if it cannot be read
     */
    public Release read(String project, String id) throws IOException {
        Path directory = directory(project, id);
        Release release = release(description(directory), directory);
        for (Path path : release.classPath()) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString(), null, "a part of the release " + id + " of " + project);
            }
        }
        return release;
    }

    /**
     * The files of a release with a certain content.
     *
     * @throws IOException if it is not kept, or if another content is kept under its id
     */
    public List<Path> classPath(String project, String id, String digest) throws IOException {
        Release release = read(project, id);
        if (!release.digest().equals(digest)) {
            throw new IOException("the release " + id + " of " + project + " has not the content " + digest);
        }
        return release.classPath();
    }

    /**
     * The stored logs.
     *
     * @return the ids of the releases of each project
     * @throws IOException if the folders cannot be read
     */
    public Map<String, Set<String>> kept() throws IOException {
        Map<String, Set<String>> kept = new HashMap<>();
        for (Path project : directoriesIn(folder)) {
            if (!project.endsWith(ASIDE)) {
                kept.put(
                        name(project),
                        directoriesIn(project).stream().map(Releases::name).collect(Collectors.toSet()));
            }
        }
        return kept;
    }

    private static String name(Path directory) {
        return String.valueOf(directory.getFileName());
    }

    /**
     * Deletes a release; nothing happens if it is not kept. Its libraries stay until {@link #sweepLibraries()}.
     *
     * @param project whose it is
     * @param id of the deployment that made it
     * @throws IOException if files remain; they are no release any more
     */
    public void delete(String project, String id) throws IOException {
        deleteAside(directory(project, id));
    }

    /**
     * Removes the libraries that no release names, and what a crash left half done. Waits for releases that are being
     * kept.
     *
     * @throws IOException if a release cannot be read, since its libraries are then not known, and nothing is removed;
     *     or if a file cannot be removed
     */
    public void sweepLibraries() throws IOException {
        sweeping.writeLock().lock();
        try {
            libraries.deleteAllBut(usedLibraries());
            Trees.delete(folder.resolve(ASIDE));
        } finally {
            sweeping.writeLock().unlock();
        }
    }

    /**
     * Links all that is kept to another folder on the same disk, so that it stays as it is now, whatever is deleted
     * here meanwhile. Nothing is kept or deleted while this runs, which takes a second for some ten thousand files.
     *
     * @param into an existing folder, which gets {@code releases/} and {@code libs/}
     * @param also belongs to the same moment: copies the store, which says what is kept
     * @throws IOException if it cannot be linked, or what else is to be done fails
     */
    public void snapshot(Path into, SameMoment also) throws IOException {
        sweeping.writeLock().lock();
        try {
            also.run();
            HardLinks.tree(folder, into.resolve("releases"), name -> !name.equals(ASIDE));
            libraries.link(into.resolve("libs"));
        } finally {
            sweeping.writeLock().unlock();
        }
    }

    /** An operation during which no release is stored or deleted. */
    @FunctionalInterface
    public interface SameMoment {
        void run() throws IOException;
    }

    private List<String> copy(BuiltModule module, Path into) throws IOException {
        List<String> classPath = new ArrayList<>();
        ClassTree.copy(module.classes(), into.resolve("classes"));
        classPath.add("classes");
        for (Path path : module.classPath()) {
            if (Files.isDirectory(path)) {
                String name = "dependency-" + classPath.size();
                ClassTree.copy(path, into.resolve(name));
                classPath.add(name);
            } else {
                classPath.add("/" + home.relativize(libraries.keep(path)));
            }
        }
        return classPath;
    }

    private Set<Path> usedLibraries() throws IOException {
        Set<Path> used = new HashSet<>();
        for (Path project : directoriesIn(folder)) {
            if (!project.endsWith(ASIDE)) {
                for (Path release : directoriesIn(project)) {
                    used.addAll(classPath(description(release), release));
                }
            }
        }
        return used;
    }

    private Release release(Description description, Path directory) throws IOException {
        String digest = description.digest();
        return new Release(
                description.plan(),
                digest == null ? computed(description, directory) : digest,
                classPath(description, directory));
    }

    /** A release of an earlier version names no digest. Its files never change, so it is computed once. */
    private String computed(Description description, Path directory) throws IOException {
        String known = computed.get(directory);
        if (known == null) {
            known = digest(description.plan(), description.classPath(), directory);
            computed.put(directory, known);
        }
        return known;
    }

    private List<Path> classPath(Description description, Path directory) {
        return description.classPath().stream()
                .map(entry -> entry.startsWith("/") ? home.resolve(entry.substring(1)) : directory.resolve(entry))
                .toList();
    }

    private static String digest(ServicePlan plan, List<String> classPath, Path directory) throws IOException {
        return ReleaseDigest.of(Json.MAPPER.writeValueAsBytes(plan), classPath, directory);
    }

    private static Description description(Path directory) throws IOException {
        Path file = directory.resolve(DESCRIPTION);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(directory.toString(), null, "no such release is kept");
        }
        return Json.MAPPER.readValue(file.toFile(), Description.class);
    }

    /** Renamed first: a crash in between leaves no half of a release. */
    private void deleteAside(Path directory) throws IOException {
        computed.remove(directory);
        Path aside = aside();
        sweeping.readLock().lock();
        try {
            Files.createDirectories(folder.resolve(ASIDE));
            Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
            Trees.delete(aside);
        } catch (NoSuchFileException e) {
            // It is not kept: that is what was asked for.
        } finally {
            sweeping.readLock().unlock();
        }
    }

    private Path aside() {
        return folder.resolve(ASIDE).resolve(UUID.randomUUID().toString());
    }

    private Path directory(String project, String id) {
        return folder.resolve(valid(project, PROJECT)).resolve(valid(id, ID));
    }

    private static String valid(String name, Pattern pattern) {
        if (!pattern.matcher(name).matches()) {
            throw new IllegalArgumentException("No name of a project or deployment: " + EntryPath.escape(name));
        }
        return name;
    }

    private static List<Path> directoriesIn(Path folder) throws IOException {
        List<Path> directories = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
                entries.forEach(directories::add);
            }
        }
        return directories;
    }

    /**
     * The content of {@code release.json}.
     *
     * @param plan what the code says
     * @param classPath relative to the release, or, with a leading slash, to the home: a home can be moved
     * @param digest of the content; null in what a version before digests has kept
     */
    record Description(ServicePlan plan, List<String> classPath, @Nullable String digest) {

        Description {
            classPath = List.copyOf(classPath);
        }
    }
}
