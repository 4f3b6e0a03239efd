package dev.shuttle.plugin.pack;

import dev.shuttle.plugin.pack.IgnoreRules.Fate;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files below a root that a build needs, sorted by name. Immutable. */
public final class SourceTree {

    /** A bound for this machine's memory; how many a server takes, it says itself (SHUTTLE_MAX_ENTRIES). */
    private static final int MAX_FILES = 1_000_000;

    private static final int LARGEST_SHOWN = 5;

    private final List<SourceFile> files;
    private final List<String> leftOut;

    private SourceTree(List<SourceFile> files, List<String> leftOut) {
        this.files = List.copyOf(files);
        this.leftOut = List.copyOf(leftOut);
    }

    /** Gets each folder that is walked, before it is. */
    public interface Folders {
        void add(Path folder) throws IOException;
    }

    /** A folder of which git tracks nothing. */
    static SourceTree of(Path root) throws IOException {
        return of(root, Set.of(), NeededPlaces.usual());
    }

    /** Walks a folder, to see what is in it. */
    public static SourceTree of(Path root, Set<String> tracked, Folders entered) throws IOException {
        return walk(new Walk(root.toRealPath(), new TreeSet<>(tracked), NeededPlaces.usual(), entered));
    }

    /**
     * Walks a folder. Symbolic links are kept as such and never followed.
     *
     * @param root the reactor's root
     * @param tracked the names of the files in it that git tracks, with slashes
     * @param needed where a file that is left out is missed
     * @return what is to be packed
     * @throws PackingException when something in there cannot be uploaded
     * @throws IOException when the folder cannot be read
     */
    public static SourceTree of(Path root, Set<String> tracked, NeededPlaces needed) throws IOException {
        return walk(new Walk(root.toRealPath(), new TreeSet<>(tracked), needed, folder -> {}));
    }

    private static SourceTree walk(Walk walk) throws IOException {
        Files.walkFileTree(walk.root, walk);
        walk.found.sort(Comparator.comparing(SourceFile::name));
        walk.leftOut.sort(Comparator.naturalOrder());
        return new SourceTree(walk.found, walk.leftOut);
    }

    /**
     * With other files in it.
     *
     * @param others by the names that they get below the root, which no file has yet
     * @return a larger tree
     * @throws IOException when one of them cannot be read
     */
    public SourceTree with(Map<String, Path> others) throws IOException {
        List<SourceFile> all = new ArrayList<>(files);
        for (Map.Entry<String, Path> other : others.entrySet()) {
            Path path = other.getValue();
            all.add(new SourceFile(
                    other.getKey(), path, Files.size(path), Files.getLastModifiedTime(path), false, null));
        }
        all.sort(Comparator.comparing(SourceFile::name));
        return new SourceTree(all, leftOut);
    }

    /**
     * The files' names.
     *
     * @return below the root, with slashes
     */
    public Set<String> names() {
        return files.stream().map(SourceFile::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Each file with its size, time and kind, any of which a change of it changes. */
    public Map<Path, String> states() {
        return files.stream().collect(Collectors.toUnmodifiableMap(SourceFile::path, SourceFile::state));
    }

    /**
     * Files that are not packed though a build looks where they are.
     *
     * @return their names; a folder ends with a slash
     */
    public List<String> leftOut() {
        return leftOut;
    }

    /**
     * The largest files, for a message.
     *
     * @return some names and sizes, the largest first
     */
    public String largest() {
        return files.stream()
                .sorted(Comparator.comparingLong(SourceFile::size).reversed())
                .limit(LARGEST_SHOWN)
                .map(source -> source.name() + " (" + Size.of(source.size()) + ")")
                .collect(Collectors.joining(", "));
    }

    /**
     * How many files there are.
     *
     * @return links included
     */
    public int count() {
        return files.size();
    }

    /**
     * How large they are together.
     *
     * @return bytes, before packing
     */
    public long bytes() {
        return files.stream().mapToLong(SourceFile::size).sum();
    }

    List<SourceFile> files() {
        return files;
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final IgnoreRules rules;
        private final NeededPlaces needed;
        private final Folders entered;
        private final List<SourceFile> found = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();

        Walk(Path root, NavigableSet<String> tracked, NeededPlaces needed, Folders entered) {
            this.root = root;
            this.entered = entered;
            this.rules = new IgnoreRules(tracked);
            this.needed = needed;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            String name = SourceName.of(root, folder);
            Fate fate = name.isEmpty() ? Fate.TAKEN : rules.fate(folder, name, true);
            if (fate == Fate.LEFT_OUT || fate == Fate.UNWANTED) {
                miss(fate, name + "/");
                return FileVisitResult.SKIP_SUBTREE;
            }
            entered.add(folder);
            rules.enter(folder, name, fate == Fate.TRACKED_ONLY);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException fault) throws IOException {
            if (fault != null) {
                throw fault;
            }
            rules.leave();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
            String name = SourceName.of(root, path);
            Fate fate = rules.fate(path, name, false);
            if (fate == Fate.TAKEN) {
                add(path, name, attributes);
            } else {
                miss(fate, name);
            }
            return FileVisitResult.CONTINUE;
        }

        private void miss(Fate fate, String name) {
            String place = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
            if (fate == Fate.LEFT_OUT && needed.hold(place) && leftOut.size() < MAX_FILES) {
                leftOut.add(name);
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException fault) throws IOException {
            if (fault instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // deleted since its folder was read
            }
            String name = SourceName.of(root, path);
            if (rules.fate(path, name, true) != Fate.TAKEN) {
                return FileVisitResult.CONTINUE;
            }
            String why = fault instanceof AccessDeniedException ? "permission denied" : fault.toString();
            throw new PackingException(
                    "Cannot pack " + name + ": " + why + ". Make it readable, or add it to .shuttleignore.", fault);
        }

        private void add(Path path, String name, BasicFileAttributes attributes) throws IOException {
            if (found.size() == MAX_FILES) {
                throw new PackingException("There are more than " + MAX_FILES + " files below " + root
                        + ": add what the build does not need to .shuttleignore.");
            }
            FileTime modified = attributes.lastModifiedTime();
            if (attributes.isSymbolicLink()) {
                found.add(new SourceFile(name, path, 0, modified, false, new SourceLink(root, path).target()));
            } else if (attributes.isRegularFile()) {
                found.add(new SourceFile(name, path, attributes.size(), modified, isExecutable(path), null));
            } else {
                throw new PackingException(
                        name + " is not a file, folder or link: remove it, or add it to .shuttleignore.");
            }
        }

        private static boolean isExecutable(Path path) {
            boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
            return posix && Files.isExecutable(path);
        }
    }
}
