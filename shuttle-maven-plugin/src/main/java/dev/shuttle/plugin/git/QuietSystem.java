package dev.shuttle.plugin.git;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Tells JGit what it would otherwise find out at a price: where the system's settings are, by starting git, and how fine a
 * file's times are, by files that it writes beside the user's and notes down in a file of its own in the user's home.
 */
final class QuietSystem extends SystemReader.Delegate {

    /** Coarser than any file system's in use; files written as near as that to the index are compared by content. */
    private static final Duration RESOLUTION = Duration.ofMillis(10);

    private static final Path DISTRIBUTION = Path.of("/usr/bin/git");

    private QuietSystem(SystemReader system) {
        super(system);
    }

    /** For this plugin's JGit, which no other plugin sees. */
    static synchronized void install() {
        if (!(SystemReader.getInstance() instanceof QuietSystem)) {
            SystemReader.setInstance(new QuietSystem(SystemReader.getInstance()));
        }
    }

    /** JGit runs git twice to learn where the file is. The git of a distribution has it in /etc (git-config(1)). */
    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        boolean elsewhere = getenv("GIT_CONFIG_SYSTEM") != null || getenv("GIT_CONFIG_NOSYSTEM") != null;
        return !elsewhere && DISTRIBUTION.equals(git(getenv("PATH")))
                ? new FileBasedConfig(parent, new File("/etc/gitconfig"), fs)
                : super.openSystemConfig(parent, fs);
    }

    private static @Nullable Path git(@Nullable String path) {
        return Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "git"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new FileBasedConfig(parent, super.openUserConfig(parent, fs).getFile(), fs) {
            @Override
            public long getTimeUnit(
                    String section, @Nullable String subsection, String name, long otherwise, TimeUnit unit) {
                return section.equals("filesystem")
                        ? unit.convert(RESOLUTION)
                        : super.getTimeUnit(section, subsection, name, otherwise, unit);
            }
        };
    }
}
