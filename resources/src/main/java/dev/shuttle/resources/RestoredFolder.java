package dev.shuttle.resources;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where a project's part of a backup is laid out: on the disk of the projects' own folders, of which it becomes one by a
 * rename. One at a time.
 *
 * @param aside where it is laid out; no project has a name with a dot
 * @param projects holds a folder for each project
 */
public record RestoredFolder(Path aside, Path projects) {
    private static final String ASIDE = ".restore";

    /**
     * Of one kind of data.
     *
     * @param folder of that kind
     * @param projects in it, or the folder itself
     */
    public static RestoredFolder in(Path folder, Path projects) {
        return new RestoredFolder(folder.resolve(ASIDE), projects);
    }

    /**
     * Empties it.
     *
     * @return the folder, which other users can enter
     */
    public Path prepare() throws IOException {
        Trees.delete(aside);
        Path parent = aside.getParent();
        if (parent != null) {
            Trees.createEnterable(parent);
        }
        return Trees.createEnterable(aside);
    }

    public boolean isPrepared() throws IOException {
        if (!Files.isDirectory(aside)) {
            return false;
        }
        try (DirectoryStream<Path> laidOut = Files.newDirectoryStream(aside)) {
            return laidOut.iterator().hasNext();
        }
    }

    /** Makes it the project's, which has none. */
    public void place(String project) throws IOException {
        Trees.createEnterable(projects);
        Files.move(aside, of(project), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether the project has a folder. */
    public boolean has(String project) {
        return Files.exists(of(project), LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes what was placed, and what was laid out and not placed. Nothing uses it. */
    public void remove(String project) throws IOException {
        Trees.delete(of(project));
    }

    public void discard() throws IOException {
        Trees.delete(aside);
    }

    private Path of(String project) {
        return projects.resolve(new Share(project, Share.DEFAULT).project());
    }
}
