package dev.shuttle.plugin.pack;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files below a root that a build needs, sorted by name. Immutable. */
public final class SourceTree {

    /** The server's default for SHUTTLE_MAX_ENTRIES. */
    private static final int MAX_FILES = 100_000;

    private final List<SourceFile> files;

    private SourceTree(List<SourceFile> files) {
        this.files = List.copyOf(files);
    }

    /**
     * Walks a folder. Symbolic links are kept as such and never followed.
     *
     * @param root the reactor's root
     * @return what is to be packed
     * @throws PackingException when something in there cannot be uploaded
     * @throws IOException when the folder cannot be read
     */
    public static SourceTree of(Path root) throws IOException {
        Walk walk = new Walk(root.toRealPath());
        Files.walkFileTree(walk.root, walk);
        walk.found.sort(Comparator.comparing(SourceFile::name));
        return new SourceTree(walk.found);
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
            all.add(new SourceFile(other.getKey(), path, Files.size(path), false, null));
        }
        all.sort(Comparator.comparing(SourceFile::name));
        return new SourceTree(all);
    }

    /**
     * The files' names.
     *
     * @return below the root, with slashes
     */
    public Set<String> names() {
        return files.stream().map(SourceFile::name).collect(Collectors.toUnmodifiableSet());
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
        private final IgnoreRules rules = new IgnoreRules();
        private final List<SourceFile> found = new ArrayList<>();

        Walk(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (!folder.equals(root) && rules.leavesOut(folder, true)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            rules.enter(folder);
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
            if (!rules.leavesOut(path, false)) {
                add(path, attributes);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException fault) throws IOException {
            if (rules.leavesOut(path, true)) {
                return FileVisitResult.CONTINUE;
            }
            String why = fault instanceof AccessDeniedException ? "permission denied" : fault.toString();
            throw new PackingException(
                    "Cannot pack " + name(path) + ": " + why + ". Make it readable, or add it to .shuttleignore.",
                    fault);
        }

        private void add(Path path, BasicFileAttributes attributes) throws IOException {
            if (found.size() == MAX_FILES) {
                throw new PackingException("There are more than " + MAX_FILES + " files below " + root
                        + ": add what the build does not need to .shuttleignore.");
            }
            if (attributes.isSymbolicLink()) {
                found.add(new SourceFile(name(path), path, 0, false, new SourceLink(root, path).target()));
            } else if (attributes.isRegularFile()) {
                found.add(new SourceFile(name(path), path, attributes.size(), isExecutable(path), null));
            } else {
                throw new PackingException(
                        name(path) + " is not a file, folder or link: remove it, or add it to .shuttleignore.");
            }
        }

        private String name(Path path) {
            return root.relativize(path).toString().replace('\\', '/');
        }

        private static boolean isExecutable(Path path) {
            boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
            return posix && Files.isExecutable(path);
        }
    }
}
