package dev.shuttle.plugin.git;

import dev.shuttle.protocol.Deployment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The git checkout that a folder lies in. Only read; a deploy never fails for what git says.
 *
 * @param root the folder that is uploaded
 * @param environment in which CI servers tell the branch of a detached head
 * @param isUploaded whether a file, named below the root with slashes, is among what is uploaded
 * @param notes gets a sentence for what could not be found out
 */
public record Checkout(
        Path root, Map<String, String> environment, Predicate<String> isUploaded, Consumer<String> notes) {

    /** Where CI servers say it: a merge request's branch first, since there the other names the merge. */
    private static final List<String> BRANCHES = List.of("GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME");

    /** Looking for changes may take this long; 40,000 files took one second. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /**
     * Reads it.
     *
     * @return nothing where there is no git, or no commit yet
     */
    public Optional<Deployment.Git> read() {
        return read(LIMIT);
    }

    Optional<Deployment.Git> read(Duration limit) {
        QuietSystem.install();
        FileRepositoryBuilder place = new FileRepositoryBuilder().findGitDir(root.toFile());
        if (place.getGitDir() == null) {
            return Optional.empty();
        }
        try (Repository repository = place.build()) {
            ObjectId head = repository.resolve(Constants.HEAD);
            return head == null || repository.isBare() ? Optional.empty() : Optional.of(read(repository, head, limit));
        } catch (IOException | RuntimeException fault) {
            notes.accept(
                    "Cannot read the git repository (" + fault + "): the deployment is recorded without its commit.");
            return Optional.empty();
        }
    }

    private Deployment.Git read(Repository repository, ObjectId head, Duration limit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(head);
            return new Deployment.Git(
                    commit.name(),
                    branch(repository),
                    commit.getFirstMessageLine(),
                    isDirty(repository, commit, limit));
        }
    }

    private @Nullable String branch(Repository repository) throws IOException {
        String full = repository.getFullBranch();
        if (full != null && full.startsWith(Constants.R_HEADS)) {
            return Repository.shortenRefName(full);
        }
        return BRANCHES.stream()
                .map(name -> environment.getOrDefault(name, ""))
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElse(null);
    }

    private boolean isDirty(Repository repository, RevCommit commit, Duration limit) throws IOException {
        Optional<Boolean> dirty = new Changes(repository, commit, root.toRealPath(), isUploaded).any(limit);
        if (dirty.isEmpty()) {
            notes.accept("Too many files to look for uncommitted changes within " + limit.toSeconds()
                    + " s: they are not recorded.");
        }
        return dirty.orElse(false);
    }
}
