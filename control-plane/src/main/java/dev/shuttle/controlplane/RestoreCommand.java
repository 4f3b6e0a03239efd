package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import dev.shuttle.controlplane.backup.BackupCall;
import dev.shuttle.controlplane.backup.ProjectRequest;
import dev.shuttle.controlplane.backup.Restore;
import dev.shuttle.os.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code restore FILE}: lays a backup out in an empty home, or asks the server for one project of it. */
final class RestoreCommand implements Command {
    private static final String PROJECT = "--project";
    private static final String AS = "--as";
    private static final String REPLACE = "--replace-after-backup";
    private static final String MASTER_KEY = "--master-key-file";

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String usage() {
        return "restore FILE     restores a backup into an empty home, for a server to start on it."
                + "\n                   " + PROJECT
                + "=NAME restores one project of it into the home of a server that runs,"
                + "\n                   " + AS + "=OTHERNAME under another name; " + REPLACE
                + "=NEWFILE replaces the one"
                + "\n                   of that name; " + MASTER_KEY + "=FILE is the key of another home's backup";
    }

    @Override
    public int run(List<String> arguments) throws InvalidSettingsException, IOException {
        Flags flags = Flags.of(arguments);
        List<String> words = flags.others();
        if (words.isEmpty() || words.get(0).startsWith("--")) {
            System.err.println(
                    "Which file? It stands before settings. Usage: java -jar control-plane.jar\n  " + usage());
            return USAGE;
        }
        Settings settings = Command.settings(words.subList(1, words.size()));
        Path file = Path.of(words.get(0)).toAbsolutePath();
        if (!Files.exists(file)) {
            throw new IOException("There is no file " + file + ": name one that the command backup has written.");
        }
        if (flags.get(PROJECT) != null) {
            project(settings, request(file, flags));
            return DONE;
        }
        if (!flags.own().isEmpty()) {
            System.err.println(
                    String.join(", ", flags.own().keySet()) + " is for one project: add " + PROJECT + "=NAME.");
            return USAGE;
        }
        Restore.Checked checked =
                new Restore(file, settings.home()).check(settings.keys().master());
        try (Home home = Home.take(settings.home())) {
            say(checked.layOut(), file, home.root());
        }
        return DONE;
    }

    private static ProjectRequest request(Path file, Flags flags) throws IOException {
        String keyFile = flags.get(MASTER_KEY);
        String replace = flags.get(REPLACE);
        return new ProjectRequest(
                file.toString(),
                String.valueOf(flags.get(PROJECT)),
                flags.get(AS),
                replace == null ? null : Path.of(replace).toAbsolutePath().toString(),
                keyFile == null ? null : TextFile.read(Path.of(keyFile)).strip());
    }

    private static void project(Settings settings, ProjectRequest request) throws IOException {
        if (!Home.isTaken(settings.home())) {
            throw new IOException("No control plane runs on " + settings.home()
                    + ", and one project is restored by the one that runs: start it, and try again. To restore the whole"
                    + " backup, leave " + PROJECT + " away and name an empty home with SHUTTLE_HOME.");
        }
        BackupCall call = new BackupCall(settings.home().resolve(Upkeep.CONTROL));
        System.err.println(call.restore(request, System.err::println));
    }

    /**
     * The flags of this command, and the settings.
     *
     * @param own by name
     * @param others as given
     */
    private record Flags(Map<String, String> own, List<String> others) {

        static Flags of(List<String> arguments) {
            Map<String, String> own = new HashMap<>();
            List<String> others = new ArrayList<>();
            for (int i = 0; i < arguments.size(); i++) {
                String[] parts = arguments.get(i).split("=", 2);
                if (!List.of(PROJECT, AS, REPLACE, MASTER_KEY).contains(parts[0])) {
                    others.add(arguments.get(i));
                } else if (parts.length == 2) {
                    own.put(parts[0], parts[1]);
                } else if (i + 1 < arguments.size()) {
                    own.put(parts[0], arguments.get(++i));
                } else {
                    own.put(parts[0], "");
                }
            }
            return new Flags(own, others);
        }

        @Nullable
        String get(String name) {
            return own.get(name);
        }
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
