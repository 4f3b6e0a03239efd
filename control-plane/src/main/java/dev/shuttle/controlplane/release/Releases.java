package dev.shuttle.controlplane.release;

import dev.shuttle.controlplane.archive.EntryPath;
import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.controlplane.jdk.RecordedJdk;
import dev.shuttle.controlplane.packaging.PackagedProgram;
import dev.shuttle.controlplane.packaging.UnrunnableException;
import dev.shuttle.controlplane.procfile.CommandWords;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    /** Holds the folder of the module, or of the Procfile, as it was uploaded. */
    static final String FOLDER = "folder";

    /** Holds the files of a program that are no jars. */
    static final String PROGRAM = "program";

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
     * @param content what was built
     * @return what can be started
     * @throws UnrunnableException if the packaged program cannot be run
     * @throws IOException if it cannot be copied (no space); nothing of the release is left then
     */
    public Release keep(String project, String id, Content content) throws IOException, UnrunnableException {
        Path target = directory(project, id);
        sweeping.readLock().lock();
        Path aside = aside();
        Path scratch = aside();
        try {
            Files.createDirectories(aside);
            Files.createDirectories(scratch);
            requireSize(content.module());
            List<String> classPath = copy(content.module(), aside);
            StoredFiles program = copy(content.packager().program(scratch), aside);
            ModuleFolder uploaded = new ModuleFolder(content.module(), content.folder(), content.uploaded());
            uploaded.copy(outputs(content, program), aside.resolve(FOLDER));
            Description description = new Description(
                    content.plan(),
                    classPath,
                    digest(content.plan(), classPath, program, started(content), aside),
                    names(content.module()),
                    program,
                    content.arguments(),
                    content.words().isEmpty() ? null : content.words(),
                    content.jdk());
            Json.MAPPER.writeValue(aside.resolve(DESCRIPTION).toFile(), description);
            // Closed: who may read it is decided when it is started.
            Trees.createPrivate(folder.resolve(project));
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            return release(description, target);
        } finally {
            Trees.delete(aside);
            Trees.delete(scratch);
            sweeping.readLock().unlock();
        }
    }

    /** A program that is run by its class path may look for its classes where they are by hand. */
    private static Set<Path> outputs(Content content, @Nullable StoredFiles program) {
        Set<Path> outputs = new HashSet<>(content.outputs());
        if (program == null && content.plan().entryPoint().isProgram()) {
            outputs.add(content.module().classes());
        }
        return outputs;
    }

    /** The home that they are kept in. */
    public Path home() {
        return home;
    }

    /**
     * A release to keep.
     *
     * @param module the module that is run
     * @param plan what its code says
     * @param folder that its working directory is a copy of: the module's, or one above
     * @param uploaded the real paths of all files that were uploaded
     * @param outputs files and directories of the build that its working directory is to have
     * @param packager finds the program that was packaged
     * @param arguments for a program's main
     * @param words options and arguments of a Procfile, before those
     * @param jdk what built it, and will run it
     */
    public record Content(
            BuiltModule module,
            ServicePlan plan,
            Path folder,
            Set<Path> uploaded,
            Set<Path> outputs,
            Packager packager,
            List<String> arguments,
            CommandWords words,
            RecordedJdk jdk) {

        public Content {
            uploaded = Set.copyOf(uploaded);
            outputs = Set.copyOf(outputs);
            arguments = List.copyOf(arguments);
        }
    }

    /** Finds the program that a build packaged; it may extract files into the empty directory that it is given. */
    @FunctionalInterface
    public interface Packager {
        Optional<PackagedProgram> program(Path scratch) throws IOException, UnrunnableException;
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
        List<Path> parts = new ArrayList<>(release.classPath());
        if (release.program() != null) {
            parts.addAll(release.program().files().values());
        }
        for (Path path : parts) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString(), null, "a part of the release " + id + " of " + project);
            }
        }
        return release;
    }

    /** The plan of a release, without a look at its files. */
    public ServicePlan plan(String project, String id) throws IOException {
        return description(directory(project, id)).plan();
    }

    /**
     * A release with a certain content.
     *
     * @throws IOException if it is not kept, or if another content is kept under its id
     */
    public Release read(String project, String id, String digest) throws IOException {
        Release release = read(project, id);
        if (!release.digest().equals(digest)) {
            throw new IOException("the release " + id + " of " + project + " has not the content " + digest);
        }
        return release;
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
     * Keeps releases of another home, or of before. What is in a library is known by its name, so that one that is there
     * already is not replaced.
     *
     * @param project whose they become; it has none
     * @param from holds {@code releases}, with a directory for each, and {@code libs}; both may be missing
     * @return their ids
     * @throws IOException if they cannot be moved
     */
    public Set<String> adopt(String project, Path from) throws IOException {
        sweeping.readLock().lock();
        try {
            libraries.adopt(from.resolve("libs"));
            Set<String> adopted = new HashSet<>();
            for (Path release : directoriesIn(from.resolve("releases"))) {
                Trees.createPrivate(folder.resolve(valid(project, PROJECT)));
                Files.move(release, directory(project, name(release)), StandardCopyOption.ATOMIC_MOVE);
                adopted.add(name(release));
            }
            return adopted;
        } finally {
            sweeping.readLock().unlock();
        }
    }

    /** Deletes all releases of a project. */
    public void deleteAll(String project) throws IOException {
        for (Path release : directoriesIn(folder.resolve(valid(project, PROJECT)))) {
            deleteAside(release);
        }
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

    private void requireSize(BuiltModule module) throws IOException, UnrunnableException {
        ReleaseSize size = new ReleaseSize(folder);
        size.add(module.classes());
        for (Path path : module.classPath()) {
            size.add(path);
        }
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

    /** Jars are libraries, whatever they are for: the next release often has most of them too. */
    private @Nullable StoredFiles copy(Optional<PackagedProgram> packaged, Path into)
            throws IOException, UnrunnableException {
        if (packaged.isEmpty()) {
            return null;
        }
        ReleaseSize size = new ReleaseSize(folder);
        for (Path file : packaged.get().files().values()) {
            size.add(file);
        }
        Map<String, String> files = new TreeMap<>();
        for (Map.Entry<String, Path> file : packaged.get().files().entrySet()) {
            if (file.getKey().endsWith(".jar")) {
                files.put(file.getKey(), "/" + home.relativize(libraries.keep(file.getValue())));
            } else {
                String kept = PROGRAM + "/" + file.getKey();
                ClassTree.copyFile(file.getValue(), into.resolve(kept));
                files.put(file.getKey(), kept);
            }
        }
        return new StoredFiles(packaged.get().jar(), packaged.get().mainClass(), files);
    }

    /** As the build knows them. */
    private static List<String> names(BuiltModule module) {
        List<String> names = new ArrayList<>(List.of("classes"));
        module.classPath().forEach(path -> names.add(name(path)));
        return names;
    }

    private Set<Path> usedLibraries() throws IOException {
        Set<Path> used = new HashSet<>();
        for (Path project : directoriesIn(folder)) {
            if (!project.endsWith(ASIDE)) {
                for (Path release : directoriesIn(project)) {
                    used.addAll(files(release));
                }
            }
        }
        return used;
    }

    /** Of the class path and of the program. */
    private Set<Path> files(Path release) throws IOException {
        Description description = description(release);
        Set<Path> files = new HashSet<>(classPath(description, release));
        StoredFiles program = description.program();
        if (program != null) {
            files.addAll(located(program, release).values());
        }
        return files;
    }

    /**
     * The bytes of the libraries that a project's releases name, each once. Other projects may have the same.
     *
     * @throws IOException if a release cannot be read
     */
    public long libraryBytes(String project) throws IOException {
        Set<Path> used = new HashSet<>();
        for (Path release : directoriesIn(folder.resolve(valid(project, PROJECT)))) {
            try {
                used.addAll(files(release));
            } catch (NoSuchFileException e) {
                // It was deleted meanwhile.
            }
        }
        return used.stream()
                .filter(file -> file.startsWith(home.resolve("libs")))
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    private Release release(Description description, Path directory) throws IOException {
        String digest = description.digest();
        List<Path> classPath = classPath(description, directory);
        List<String> names = description.names();
        StoredFiles program = description.program();
        return new Release(
                description.plan(),
                digest == null ? computed(description, directory) : digest,
                classPath,
                names == null ? classPath.stream().map(Releases::name).toList() : names,
                program == null
                        ? null
                        : new PackagedProgram(program.jar(), program.mainClass(), located(program, directory)),
                Objects.requireNonNullElse(description.arguments(), List.of()),
                Objects.requireNonNullElse(description.words(), CommandWords.NONE),
                Files.isDirectory(directory.resolve(FOLDER)) ? directory.resolve(FOLDER) : null,
                description.jdk());
    }

    /** A release of an earlier version names no digest. Its files never change, so it is computed once. */
    private String computed(Description description, Path directory) throws IOException {
        String known = computed.get(directory);
        if (known == null) {
            known = digest(description.plan(), description.classPath(), null, List.of(), directory);
            computed.put(directory, known);
        }
        return known;
    }

    private List<Path> classPath(Description description, Path directory) {
        return description.classPath().stream()
                .map(entry -> located(entry, directory))
                .toList();
    }

    private Map<String, Path> located(StoredFiles program, Path directory) {
        return program.files().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, file -> located(file.getValue(), directory)));
    }

    private Path located(String entry, Path directory) {
        return entry.startsWith("/") ? home.resolve(entry.substring(1)) : directory.resolve(entry);
    }

    /** Of one without a Procfile the digest stays as it was. */
    private static List<String> started(Content content) {
        List<String> started = new ArrayList<>(content.arguments());
        if (!content.words().isEmpty()) {
            started.addAll(List.of(content.words().options(), content.words().arguments()));
        }
        return started;
    }

    private static String digest(
            ServicePlan plan,
            List<String> classPath,
            @Nullable StoredFiles program,
            List<String> arguments,
            Path directory)
            throws IOException {
        byte[] started = program == null && arguments.isEmpty()
                ? new byte[0]
                : Json.MAPPER.writeValueAsBytes(Arrays.asList(program, arguments));
        return ReleaseDigest.of(Json.MAPPER.writeValueAsBytes(plan), classPath, started, directory);
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
     * @param names of the entries of the class path, as the build knows them; null in what an earlier version has kept
     * @param program how it is run if it is a packaged program; null if it is none
     * @param arguments for a program's main; null in what an earlier version has kept
     * @param words options and arguments of a Procfile; null if there are none
     * @param jdk what built it and runs it; null in what an earlier version has kept
     */
    record Description(
            ServicePlan plan,
            List<String> classPath,
            @Nullable String digest,
            @Nullable List<String> names,
            @Nullable StoredFiles program,
            @Nullable List<String> arguments,
            @Nullable CommandWords words,
            @Nullable RecordedJdk jdk) {

        Description {
            classPath = List.copyOf(classPath);
        }
    }

    /**
     * A program in {@code release.json}.
     *
     * @param files by relative path; each relative to the release, or, with a leading slash, to the home
     */
    record StoredFiles(String jar, @Nullable String mainClass, Map<String, String> files) {

        StoredFiles {
            files = new TreeMap<>(files);
        }
    }
}
