package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import dev.shuttle.controlplane.backup.Restore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code restore FILE}: lays a backup out in an empty home. */
final class RestoreCommand implements Command {

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String usage() {
        return "restore FILE     restores a backup into an empty home, for a server to start on it";
    }

    @Override
    public int run(List<String> arguments) throws InvalidSettingsException, IOException {
        if (arguments.isEmpty() || arguments.get(0).startsWith("--")) {
            System.err.println("Which file? Usage: java -jar control-plane.jar\n  " + usage());
            return USAGE;
        }
        Settings settings = Command.settings(arguments.subList(1, arguments.size()));
        Path file = Path.of(arguments.get(0)).toAbsolutePath();
        Restore.Checked checked =
                new Restore(file, settings.home()).check(settings.keys().master());
        try (Home home = Home.take(settings.home())) {
            say(checked.layOut(), file, home.root());
        }
        return DONE;
    }

    private static void say(Restore.Summary summary, Path file, Path home) {
        System.err.printf(
                Locale.ROOT,
                "Restored %s, of %s, into %s: %d files, folders and links, %.1f MiB.%n",
                file,
                summary.createdAt(),
                home,
                summary.entries(),
                summary.bytes() / 1048576.0);
        if (!summary.notes().isEmpty()) {
            System.err.println("Notes from the backup:");
            summary.notes().forEach(note -> System.err.println("  " + note));
        }
        System.err.println(
                "Start the server on it. It prints a new administrator's key, unless the backup contained admin.key"
                        + " or SHUTTLE_API_KEY is set.");
    }
}
