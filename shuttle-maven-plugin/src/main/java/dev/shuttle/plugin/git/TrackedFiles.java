package dev.shuttle.plugin.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The files that git tracks below a folder, those of submodules included, from git's index.
 *
 * @param root the folder
 * @param notes gets a sentence for what could not be found out
 */
public record TrackedFiles(Path root, Consumer<String> notes) {

    /** Submodules in submodules: deeper ones are not looked into. */
    private static final int MAX_DEPTH = 10;

    /**
     * Reads the index.
     *
     * @return names below the root, with slashes; none where there is no git
     */
    public Set<String> names() {
        QuietSystem.install();
        Set<String> names = new TreeSet<>();
        try {
            read(new FileRepositoryBuilder().findGitDir(root.toFile()), root.toRealPath(), "", names, MAX_DEPTH);
        } catch (IOException | RuntimeException fault) {
            notes.accept("Cannot read git's index (" + fault + "): files that git tracks are left out where .gitignore"
                    + " names them.");
        }
        return names;
    }

    private static void read(FileRepositoryBuilder place, Path folder, String before, Set<String> names, int depth)
            throws IOException {
        if (place.getGitDir() == null) {
            return;
        }
        try (Repository repository = place.build()) {
            if (repository.isBare()) {
                return;
            }
            String prefix = prefix(repository, folder);
            DirCache index = repository.readDirCache();
            for (DirCacheEntry entry : index.getEntriesWithin(prefix)) {
                String name = before + entry.getPathString().substring(prefix.isEmpty() ? 0 : prefix.length() + 1);
                if (!FileMode.GITLINK.equals(entry.getFileMode())) {
                    names.add(name);
                } else if (depth > 0) {
                    submodule(repository.getWorkTree().toPath().resolve(entry.getPathString()), name, names, depth);
                }
            }
        }
    }

    private static void submodule(Path folder, String name, Set<String> names, int depth) throws IOException {
        FileRepositoryBuilder place = new FileRepositoryBuilder();
        place.addCeilingDirectory(folder.toFile().getParentFile());
        place.findGitDir(folder.toFile());
        if (place.getGitDir() != null) {
            read(place, folder.toRealPath(), name + "/", names, depth - 1);
        }
    }

    /** The folder as git names it; empty where it is that of the checkout. */
    static String prefix(Repository repository, Path folder) throws IOException {
        Path top = repository.getWorkTree().toPath().toRealPath();
        return top.relativize(folder).toString().replace('\\', '/');
    }
}
