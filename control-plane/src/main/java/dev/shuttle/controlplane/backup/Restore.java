package dev.shuttle.controlplane.backup;

import dev.shuttle.controlplane.database.StoreFile;
import dev.shuttle.controlplane.vault.MasterKey;
import dev.shuttle.os.DiskFull;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lays a backup out as a home. It is read twice: first to see that it is whole, that this Shuttle and this machine can use
 * it, and that the master key fits; nothing is written before that is known. Not thread-safe.
 */
public final class Restore {
    /** Where it is laid out, within the home; a home with this in it is no home yet. */
    private static final String ASIDE = ".restore";

    private static final String MASTER_KEY = "master.key";
    private static final String STORE = "store";
    private static final int LONGEST_KEY = 64 * 1024;

    /** Files that an empty home may contain. */
    private static final Set<String> HARMLESS = Set.of("lock", MASTER_KEY, ASIDE);

    private final WholeBackup whole;
    private final Path home;
    private final Set<String> parts = new TreeSet<>();
    private final Map<String, String> keys = new HashMap<>();

    /**
     * A restore.
     *
     * @param file the backup
     * @param home empty, or not there yet; it may hold the file {@code master.key}
     */
    public Restore(Path file, Path home) {
        this.whole = new WholeBackup(file);
        this.home = home;
    }

    /**
     * The summary of a restore.
     *
     * @param createdAt when the backup was made, ISO-8601
     * @param entries files, directories and links
     * @param bytes of the files
     * @param withKey whether the master key came with it
     * @param notes of when it was made
     */
    public record Summary(String createdAt, long entries, long bytes, boolean withKey, List<String> notes) {
        public Summary {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Refuses a home in which a restore was not finished.
     *
     * @param home the home
     * @throws IOException if there is half of a backup in it
     */
    public static void requireNoneUnfinished(Path home) throws IOException {
        if (Files.exists(home.resolve(ASIDE))) {
            throw new IOException("A restore into the home " + home + " was not finished. Run it again: java -jar"
                    + " control-plane.jar restore FILE. Nothing was changed.");
        }
    }

    /**
     * Reads all of the backup, and sees whether it can be restored. Writes nothing.
     *
     * @param masterKey the operator's, or null: it is then in the home, or in the backup
     * @return what can be laid out
     * @throws IOException if it cannot be restored; says why
     */
    public Checked check(@Nullable String masterKey) throws IOException {
        requireEmpty();
        Manifest manifest = whole.read(this::look);
        whole.requireKnown(manifest);
        if (parts.contains("postgres")) {
            whole.requirePlatform(manifest);
        }
        MasterKey key = key(masterKey, manifest);
        if (!key.id().equals(manifest.key())) {
            throw whole.refused("the secrets in it were encrypted with the master key " + manifest.key()
                    + ", and the one given here is " + key.id()
                    + ". Set SHUTTLE_MASTER_KEY to the right one, or put it"
                    + " into " + home.resolve(MASTER_KEY));
        }
        whole.requireSeal(manifest, key);
        return new Checked(manifest);
    }

    private void look(Entry entry, InputStream content) throws IOException {
        parts.add(entry.name().split("/", 2)[0]);
        if (Entry.KEYS.contains(entry.name())) {
            byte[] key = content.readNBytes(LONGEST_KEY);
            keys.put(entry.name(), new String(key, StandardCharsets.UTF_8).strip());
        }
    }

    private void requireEmpty() throws IOException {
        if (!Files.exists(home) || Files.exists(home.resolve(ASIDE))) {
            return;
        }
        try (Stream<Path> found = Files.list(home)) {
            Optional<Path> other = found.filter(path -> !HARMLESS.contains(String.valueOf(path.getFileName())))
                    .findFirst();
            if (other.isPresent()) {
                throw new IOException("The home " + home + " is not empty: it contains "
                        + other.get().getFileName()
                        + ". A restore needs an empty home, which may contain the file " + MASTER_KEY
                        + ". Use another home with SHUTTLE_HOME, or move this one away.");
            }
        }
    }

    private MasterKey key(@Nullable String given, Manifest manifest) throws IOException {
        Path inHome = home.resolve(MASTER_KEY);
        String inBackup = keys.get(MASTER_KEY);
        if (given != null || Files.exists(inHome)) {
            return MasterKey.of(given, inHome);
        }
        if (inBackup != null) {
            return MasterKey.of(inBackup, inHome);
        }
        throw whole.refused("the secrets in it were encrypted with the master key " + manifest.key()
                + ", and there is none here. Set SHUTTLE_MASTER_KEY, or put the file of the old home, "
                + MASTER_KEY
                + ", into " + home + " first");
    }

    /** A backup that can be restored. */
    public final class Checked {
        private final Manifest manifest;

        private Checked(Manifest manifest) {
            this.manifest = manifest;
        }

        /**
         * Lays it out; the caller holds the home. It is there whole or not at all: what fails leaves the home empty, and
         * what a crash leaves is no home, and is removed by the next try.
         *
         * @return what was restored
         * @throws IOException if the disk is full, or cannot be written
         */
        public Summary layOut() throws IOException {
            removeUnfinished();
            Path aside = home.resolve(ASIDE);
            Files.createDirectory(aside);
            try {
                Layout layout = new Layout(entry -> entry.in(aside));
                whole.read(layout);
                layout.finish();
                StoreFile.renew(aside);
            } catch (IOException | RuntimeException e) {
                Trees.delete(aside);
                if (DiskFull.caused(e)) {
                    throw new IOException(
                            "The disk of the home " + home + " is full: the restore needs "
                                    + (manifest.bytes() >> 20)
                                    + " MiB. Make room, or use another home with SHUTTLE_HOME."
                                    + " The home is empty as before.",
                            e);
                }
                throw e;
            }
            for (String part : inOrder()) {
                if (!Files.exists(home.resolve(part))) { // a key that the operator has put there stays
                    Files.move(aside.resolve(part), home.resolve(part), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            Trees.delete(aside);
            return new Summary(
                    manifest.createdAt(),
                    manifest.entries(),
                    manifest.bytes(),
                    keys.containsKey(MASTER_KEY),
                    manifest.notes());
        }

        /** The store last, which says that the others are there. */
        private List<String> inOrder() {
            List<String> order = new ArrayList<>(parts);
            if (Files.exists(home.resolve(ASIDE).resolve(StoreFile.HOME_ID))) {
                order.add(StoreFile.HOME_ID);
            }
            order.sort((one, other) -> Boolean.compare(one.equals(STORE), other.equals(STORE)));
            return order;
        }

        /** The home was empty before: all parts are of a try that was cut off. */
        private void removeUnfinished() throws IOException {
            if (Files.exists(home.resolve(ASIDE))) {
                for (String part : Entry.PARTS) {
                    Trees.delete(home.resolve(part));
                }
                Files.deleteIfExists(home.resolve(StoreFile.HOME_ID));
                Trees.delete(home.resolve(ASIDE));
            }
        }
    }
}
