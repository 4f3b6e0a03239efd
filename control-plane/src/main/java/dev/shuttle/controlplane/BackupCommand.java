package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import dev.shuttle.controlplane.backup.Backup;
import dev.shuttle.controlplane.backup.BackupCall;
import dev.shuttle.controlplane.backup.BackupFile;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StoreOfHome;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.vault.MasterKey;
import dev.shuttle.resources.BackupSource;
import dev.shuttle.resources.BinarySource;
import dev.shuttle.resources.postgres.EmbeddedPostgres;
import dev.shuttle.resources.redis.EmbeddedRedis;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code backup FILE}: asks the control plane that runs on the home, or, where none does, copies the home itself. */
final class BackupCommand implements Command {
    private static final String KEYS = "--with-keys";

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public String usage() {
        return "backup FILE      writes the whole home to a new file, also while a server runs; - is standard output."
                + "\n                   It contains the master key only " + KEYS;
    }

    @Override
    public int run(List<String> arguments) throws InvalidSettingsException, IOException, InterruptedException {
        List<String> words =
                arguments.stream().filter(argument -> !argument.equals(KEYS)).toList();
        if (words.isEmpty() || words.get(0).startsWith("--")) {
            System.err.println(
                    "Which file? It stands before settings. Usage: java -jar control-plane.jar\n  " + usage());
            return USAGE;
        }
        Run run = new Run(Command.settings(words.subList(1, words.size())), arguments.contains(KEYS));
        if (words.get(0).equals("-")) {
            run.into(new FileOutputStream(FileDescriptor.out), "standard output");
        } else {
            file(run, Path.of(words.get(0)).toAbsolutePath());
        }
        return DONE;
    }

    private static void file(Run run, Path path) throws IOException, InterruptedException {
        BackupFile file = new BackupFile(path);
        file.aside().toFile().deleteOnExit(); // Ctrl-C
        file.write(out -> run.into(out, path.toString()));
    }

    /**
     * One backup.
     *
     * @param settings of the home
     * @param withKeys whether the key files are in it
     */
    private record Run(Settings settings, boolean withKeys) {

        void into(OutputStream out, String where) throws IOException, InterruptedException {
            long begin = System.nanoTime();
            requireHome();
            Backup.Summary summary;
            try (Held held = new Held(Home.tryTake(settings.home()))) {
                summary = held.home().isPresent() ? atRest(out) : inUse(out);
            }
            say(summary, where, System.nanoTime() - begin);
        }

        private void requireHome() throws IOException {
            boolean store = settings.stores().databaseUrl() != null
                    || Files.isDirectory(settings.home().resolve("store"));
            if (!Files.isDirectory(settings.home()) || !store) {
                throw new IOException("There is nothing to back up in " + settings.home()
                        + ": no control plane has run there. Name its home with SHUTTLE_HOME or --home.");
            }
        }

        private Backup.Summary inUse(OutputStream out) throws IOException {
            BackupCall call = new BackupCall(settings.home().resolve(Upkeep.CONTROL));
            return call.take(out, withKeys, System.err::println);
        }

        private Backup.Summary atRest(OutputStream out) throws IOException, InterruptedException {
            Path home = settings.home();
            System.err.println("No control plane runs on " + home + ": copying its files.");
            String given = settings.stores().databaseUrl();
            String url = given == null ? Database.urlIn(home.resolve("store")) : given;
            new StoreOfHome(home, url, settings.stores().acceptedBy()).look(); // a backup of another's is of no use
            return new Backup(new Backup.Parts(
                            home,
                            ControlPlaneMain.version(),
                            key(),
                            zip -> Database.copy(url, zip),
                            new Releases(home),
                            servers(home),
                            false,
                            ServerKinds.notInTheHome(settings.stores())))
                    .write(out, withKeys, System.err::println);
        }

        private MasterKey key() throws IOException {
            Path file = settings.home().resolve("master.key");
            if (settings.keys().master() == null && !Files.exists(file)) {
                throw new IOException("There is no master key in " + file + ". Set SHUTTLE_MASTER_KEY.");
            }
            return MasterKey.of(settings.keys().master(), file);
        }

        /** Only to be copied from: neither is started. */
        private static List<BackupSource> servers(Path home) {
            BinarySource none = () -> {
                throw new IOException("no server is started for a backup");
            };
            return List.of(
                    new EmbeddedPostgres(home.resolve("postgres"), none, () -> ""),
                    new EmbeddedRedis(home.resolve("redis"), none));
        }

        private void say(Backup.Summary summary, String where, long nanos) {
            System.err.printf(
                    Locale.ROOT,
                    "Backed up %s to %s: %d files, folders and links, %.1f MiB before compression, in %.1f s.%n",
                    settings.home(),
                    where,
                    summary.entries(),
                    summary.bytes() / 1048576.0,
                    nanos / 1e9);
            System.err.println(
                    withKeys && settings.keys().master() == null
                            ? "It contains the keys: anyone who has this file has access to everything."
                            : "The master key " + summary.key()
                                    + " is not in it: keep a copy elsewhere, since a restore needs it."
                                    + " Data of databases and folders is not encrypted.");
        }
    }

    /**
     * Lets a home go, if it was taken.
     *
     * @param home perhaps taken
     */
    private record Held(Optional<Home> home) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (home.isPresent()) {
                home.get().close();
            }
        }
    }
}
