package dev.shuttle.plugin.git;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Tells JGit how fine a file's times are, which it would otherwise measure by files that it writes beside the user's,
 * and note down in a file of its own in the user's home.
 */
final class QuietSystem extends SystemReader.Delegate {

    /** Coarser than any file system's in use; files written as near as that to the index are compared by content. */
    private static final Duration RESOLUTION = Duration.ofMillis(10);

    private QuietSystem(SystemReader system) {
        super(system);
    }

    /** For this plugin's JGit, which no other plugin sees. */
    static synchronized void install() {
        if (!(SystemReader.getInstance() instanceof QuietSystem)) {
            SystemReader.setInstance(new QuietSystem(SystemReader.getInstance()));
        }
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
