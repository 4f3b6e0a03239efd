package dev.shuttle.plugin;

import dev.shuttle.os.Trees;
import dev.shuttle.plugin.artifact.LocalArtifacts;
import dev.shuttle.plugin.artifact.LocalFile;
import dev.shuttle.plugin.forward.PassedVariables;
import dev.shuttle.plugin.git.Checkout;
import dev.shuttle.plugin.git.SmallRepository;
import dev.shuttle.plugin.git.TrackedFiles;
import dev.shuttle.plugin.pack.NeededPlaces;
import dev.shuttle.plugin.pack.SourceTree;
import dev.shuttle.protocol.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/** Puts together the files that a deploy uploads, with a line for each that a user would not expect. Closed once they are packed. */
final class Sources implements AutoCloseable {

    /** In the archive; where the server's build looks behind its own repositories. */
    private static final String REPOSITORY = ".shuttle/repository/";

    private static final int NAMED = 10;

    private final Path root;
    private final Log log;
    private final SourceTree own;
    private SourceTree tree;
    private Deployment.@Nullable Git git;
    private @Nullable SmallRepository repository;
    private @Nullable Path temporary;

    private Sources(Path root, SourceTree tree, Log log) {
        this.root = root;
        this.own = tree;
        this.tree = tree;
        this.log = log;
    }

    /** The files below the root. */
    static Sources below(Path root, List<MavenProject> modules, Log log) throws IOException {
        Set<String> tracked = new TrackedFiles(root, log::warn).names();
        Sources sources = new Sources(root, SourceTree.of(root, tracked, needed(root, modules)), log);
        sources.tellLeftOut();
        return sources;
    }

    /** With what only this machine's local repository has. */
    void addArtifacts(RepositorySystem repositories, MavenSession session) throws IOException {
        List<LocalFile> files =
                new LocalArtifacts(repositories, session.getRepositorySession(), session.getAllProjects(), root).find();
        if (!files.isEmpty()) {
            log.info("Uploading too, since only this machine has them: "
                    + files.stream().map(LocalFile::id).distinct().collect(Collectors.joining(", ")));
            tree = tree.with(
                    files.stream().collect(Collectors.toMap(each -> REPOSITORY + each.place(), LocalFile::file)));
        }
    }

    /** With what a build can read of git. */
    void addGit(Map<String, String> environment) throws IOException {
        Set<String> names = tree.names();
        git = new Checkout(root, environment, names::contains, log::warn).read().orElse(null);
        if (git != null) {
            repository = SmallRepository.of(root, git.dirty(), log::warn).orElse(null);
            tree = repository == null ? tree : tree.with(repository.files());
        }
    }

    void addVariables(PassedVariables variables) throws IOException {
        if (!variables.values().isEmpty()) {
            log.info("Passed on to the server's build from this environment: " + variables);
            temporary = Files.createTempDirectory("shuttle-env-");
            Path file = Files.writeString(temporary.resolve("variables"), variables.json());
            tree = tree.with(Map.of(PassedVariables.FILE, file));
        }
    }

    /** The files below the root alone. */
    SourceTree own() {
        return own;
    }

    /** All that is packed. */
    SourceTree tree() {
        return tree;
    }

    Deployment.@Nullable Git git() {
        return git;
    }

    private void tellLeftOut() {
        List<String> left = tree.leftOut();
        if (!left.isEmpty()) {
            String named = left.stream().limit(NAMED).collect(Collectors.joining(", "));
            log.info("Not uploaded, since .gitignore names it or it looks like a secret: " + named
                    + (left.size() > NAMED ? " and " + (left.size() - NAMED) + " more" : "")
                    + ". If the build needs it, add it to git (git add -f), or add the line !/" + left.get(0)
                    + " to .shuttleignore.");
        }
    }

    /** Unless they are folders of modules, whose every ignored file would be missed. */
    private static NeededPlaces needed(Path root, List<MavenProject> modules) throws IOException {
        Path real = root.toRealPath();
        Set<Path> folders = modules.stream()
                .map(each -> each.getBasedir().toPath().toAbsolutePath().normalize())
                .collect(Collectors.toSet());
        return NeededPlaces.with(modules.stream()
                .flatMap(DeclaredFiles::of)
                .map(file -> file.toAbsolutePath().normalize())
                .filter(file -> folders.stream().noneMatch(folder -> folder.startsWith(file)))
                .filter(file -> file.startsWith(real))
                .map(file -> real.relativize(file).toString().replace('\\', '/'))
                .toList());
    }

    @Override
    public void close() throws IOException {
        if (repository != null) {
            repository.close();
        }
        if (temporary != null) {
            Trees.delete(temporary);
        }
    }
}
