package dev.shuttle.plugin.git;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * A {@code .git} for the server's build, in a temporary folder that is deleted on close: the commit, its branch, the newest
 * history and the tags in it, and whether there were uncommitted changes. No file's content, and nothing of the
 * repository's own configuration, hooks, remotes or other branches. Of a worktree or a submodule too.
 */
public final class SmallRepository implements AutoCloseable {

    /** Reading may take this long; a thousand commits take a tenth of it. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static final int MAX_TAGS = 1000;

    /** Far enough for the last release; each takes some hundred bytes of an upload. */
    private static final int MAX_COMMITS = 1000;

    private static final String CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n";

    private final Path folder;

    private SmallRepository(Path folder) {
        this.folder = folder;
    }

    /**
     * Copies the repository that a folder lies in.
     *
     * @param root the folder
     * @param dirty whether there are uncommitted changes in it
     * @param notes gets a sentence if there is a repository that cannot be copied
     * @return nothing where there is no git, or no commit, or it cannot be copied; to be closed by the caller
     * @throws IOException if there is no room for temporary files
     */
    public static Optional<SmallRepository> of(Path root, boolean dirty, Consumer<String> notes) throws IOException {
        return of(root, dirty, notes, LIMIT, MAX_COMMITS);
    }

    static Optional<SmallRepository> of(Path root, boolean dirty, Consumer<String> notes, Duration limit, int commits)
            throws IOException {
        QuietSystem.install();
        FileRepositoryBuilder place = new FileRepositoryBuilder().findGitDir(root.toFile());
        if (place.getGitDir() == null) {
            return Optional.empty();
        }
        SmallRepository copy = new SmallRepository(Files.createTempDirectory("shuttle-git-"));
        try (Repository repository = place.build()) {
            ObjectId head = repository.resolve(Constants.HEAD);
            if (head != null && !repository.isBare()) {
                copy.write(repository, head, dirty, new History.Bounds(commits, System.nanoTime() + limit.toNanos()));
                return Optional.of(copy);
            }
        } catch (IOException | RuntimeException fault) {
            notes.accept("Cannot copy the git repository (" + fault
                    + "): it is not uploaded, so a build that reads .git" + " does not find it on the server.");
        }
        copy.close();
        return Optional.empty();
    }

    /**
     * Its files.
     *
     * @return by their names, which begin with {@code .git/}
     * @throws IOException if they cannot be listed
     */
    public Map<String, Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            file -> ".git/" + folder.relativize(file).toString().replace('\\', '/'), file -> file));
        }
    }

    @Override
    public void close() throws IOException {
        Trees.delete(folder);
    }

    private void write(Repository repository, ObjectId head, boolean dirty, History.Bounds bounds) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(head);
            History history = new History(walk, bounds);
            history.read(commit);
            Set<RevObject> objects = new LinkedHashSet<>(history.objects());
            SortedMap<String, String> refs = tags(repository, history, objects);
            String branch = repository.getFullBranch();
            boolean named = branch != null && branch.startsWith(Constants.R_HEADS);
            if (named) {
                refs.put(branch, head.name() + " " + branch + "\n");
            }
            text("HEAD", named ? "ref: " + branch + "\n" : head.name() + "\n");
            text("config", CONFIG);
            text("info/exclude", "*\n"); // what is uploaded and not committed has been looked at here
            text("packed-refs", "# pack-refs with: peeled fully-peeled \n" + String.join("", refs.values()));
            text("refs/.keep", ""); // without that folder, it is no repository
            List<RevCommit> edge = history.edge();
            if (!edge.isEmpty()) {
                text(
                        "shallow",
                        edge.stream().map(each -> each.name() + "\n").sorted().collect(Collectors.joining()));
            }
            pack(walk.getObjectReader(), objects);
            CleanIndex.of(repository, commit, dirty).write(folder.resolve("index"));
        }
    }

    /** Those at commits that are copied, as lines of packed-refs. */
    private static SortedMap<String, String> tags(Repository repository, History history, Set<RevObject> objects)
            throws IOException {
        SortedMap<String, String> lines = new TreeMap<>();
        try (RevWalk walk = new RevWalk(repository)) {
            for (Ref tag : repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
                Ref peeled = repository.getRefDatabase().peel(tag);
                ObjectId target = peeled.getPeeledObjectId() == null ? tag.getObjectId() : peeled.getPeeledObjectId();
                if (target == null || !history.has(target) || lines.size() == MAX_TAGS) {
                    continue;
                }
                String line = tag.getObjectId().name() + " " + tag.getName() + "\n";
                for (RevObject each = walk.parseAny(tag.getObjectId()); each instanceof RevTag annotated; ) {
                    objects.add(annotated);
                    each = walk.parseAny(annotated.getObject());
                }
                lines.put(tag.getName(), target.equals(tag.getObjectId()) ? line : line + "^" + target.name() + "\n");
            }
        }
        return lines;
    }

    private void pack(ObjectReader reader, Set<RevObject> objects) throws IOException {
        PackConfig config = new PackConfig();
        config.setDeltaCompress(false);
        config.setThreads(1);
        Path packs = Files.createDirectories(folder.resolve("objects/pack"));
        try (PackWriter writer = new PackWriter(config, reader)) {
            writer.preparePack(objects.iterator());
            String name = "pack-" + writer.computeName().name();
            try (OutputStream pack = Files.newOutputStream(packs.resolve(name + ".pack"))) {
                writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, pack);
            }
            try (OutputStream index = Files.newOutputStream(packs.resolve(name + ".idx"))) {
                writer.writeIndex(index);
            }
        }
    }

    private void text(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
