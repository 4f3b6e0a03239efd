package dev.shuttle.plugin.git;

import dev.shuttle.protocol.RepositoryAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The server's repository from which a checkout was cloned: its remote {@code origin}, or the only one. */
public final class Remote {
    private static final String SECTION = "remote";

    private Remote() {}

    /** Empty where there is no git, no such remote, or one that is a folder of this machine. */
    public static Optional<String> of(Path root) {
        QuietSystem.install();
        FileRepositoryBuilder place = new FileRepositoryBuilder().findGitDir(root.toFile());
        if (place.getGitDir() == null) {
            return Optional.empty();
        }
        try (Repository repository = place.build()) {
            Config config = repository.getConfig();
            Set<String> names = config.getSubsections(SECTION);
            String name = names.size() == 1 ? names.iterator().next() : Constants.DEFAULT_REMOTE_NAME;
            return Optional.ofNullable(config.getString(SECTION, name, "url")).flatMap(RepositoryAddress::of);
        } catch (IOException | RuntimeException fault) {
            return Optional.empty(); // Checkout says what is wrong with it
        }
    }
}
