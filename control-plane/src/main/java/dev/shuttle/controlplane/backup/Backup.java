package dev.shuttle.controlplane.backup;

import dev.shuttle.controlplane.database.StoreFile;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.vault.MasterKey;
import dev.shuttle.os.FileOwner;
import dev.shuttle.os.ForeignTree;
import dev.shuttle.os.HardLinks;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.BackupSource;
import dev.shuttle.resources.BackupTarget;
import dev.shuttle.resources.Platform;
import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes all of a home as one stream. First the store, releases and waiting uploads as of one moment; then logs,
 * folders, and what the servers hold. What was acknowledged before it began is in it. Thread-safe; one at a time.
 */
public final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);

    /** No name that an operator would give to a folder of backups: it is deleted. */
    private static final String STAGING = ".backup";

    private static final String ARCHIVE = ".tar.gz";

    private final Parts parts;
    private final Path staging;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Consumer<String> failed = reason -> {};

    /**
     * The parts of a backup.
     *
     * @param home the home
     * @param version of Shuttle
     * @param key the master key: seals the backup, and is not in it unless that is asked for
     * @param store copies the store to a new file
     * @param releases of the home
     * @param servers whose data lie in the home
     * @param inUse whether the servers may run; they must rest otherwise
     * @param notes what is not in it and should be known, a sentence each
     */
    public record Parts(
            Path home,
            String version,
            MasterKey key,
            StoreCopy store,
            Releases releases,
            List<BackupSource> servers,
            boolean inUse,
            List<String> notes) {

        public Parts {
            servers = List.copyOf(servers);
            notes = List.copyOf(notes);
        }
    }

    /** Copies the store. */
    @FunctionalInterface
    public interface StoreCopy {
        void to(Path zip) throws IOException;
    }

    /**
     * The backups of a home.
     *
     * @param parts what they are made from
     */
    public Backup(Parts parts) {
        this.parts = parts;
        this.staging = parts.home().resolve(STAGING);
    }

    /**
     * Deletes the remains of a backup that crashed.
     *
     * @param home the home
     * @throws IOException if it cannot be removed
     */
    public static void removeLeftovers(Path home) throws IOException {
        Trees.delete(home.resolve(STAGING));
    }

    /** Told why a backup failed, each time. */
    public void onFailure(Consumer<String> told) {
        failed = told;
    }

    /**
     * Writes one.
     *
     * @param out gets it; is not closed
     * @param withKeys whether the key files are in it
     * @param notes told what is left out, a sentence each; the manifest has them too
     * @return what to say at the end
     * @throws IOException if it cannot be made; what was written is no whole backup then, and a restore refuses it
     * @throws InterruptedException if interrupted
     */
    public Summary write(OutputStream out, boolean withKeys, Consumer<String> notes)
            throws IOException, InterruptedException {
        if (!busy.compareAndSet(false, true)) {
            throw new IOException("Another backup is in progress. Wait for it to end, and try again.");
        }
        try {
            removeLeftovers(parts.home());
            Files.createDirectory(staging, Trees.permissions("rwx------"));
            Summary summary = write(new Run(out, withKeys, notes));
            record();
            return summary;
        } catch (IOException | RuntimeException e) {
            failed.accept(e.getMessage() == null ? e.toString() : e.getMessage());
            throw e;
        } finally {
            try {
                removeLeftovers(parts.home());
            } finally {
                busy.set(false);
            }
        }
    }

    /** For doctor; the backup is whole without it. */
    private void record() {
        try {
            new BackupRecord(parts.home()).made(Instant.now());
        } catch (IOException e) {
            LOG.warn("The time of this backup could not be recorded in the home: {}", e.toString());
        }
    }

    private Summary write(Run run) throws IOException, InterruptedException {
        parts.notes().forEach(run::note);
        // Seen before the store is copied: the password of a server that is made later would not be in the copy.
        List<BackupSource> servers =
                parts.servers().stream().filter(BackupSource::hasData).toList();
        StoreFile store = snapshot();
        requireKey(store);
        try (BackupWriter writer = new BackupWriter(run.out, staging.resolve(Manifest.LIST))) {
            ForeignTree trees = new ForeignTree(writer, staging, run::note);
            for (String part : List.of("store", "releases", "libs", "uploads")) {
                trees.read(part, staging.resolve(part));
            }
            for (String part : List.of("logs", "folders")) {
                trees.read(part, parts.home().resolve(part));
            }
            for (BackupSource server : servers) {
                copy(server, writer);
            }
            if (run.withKeys) {
                keys(run, writer);
            }
            Manifest manifest = manifest(writer, store, run.noted);
            writer.finish(manifest);
            return new Summary(manifest.entries(), manifest.bytes(), manifest.key());
        }
    }

    /** Uploads twice: one that is accepted, and one that is built, in between, are both there. */
    private StoreFile snapshot() throws IOException {
        Path zip = staging.resolve("store.zip");
        Path unpacked = Files.createDirectory(staging.resolve("store"), Trees.permissions("rwx------"));
        parts.releases().snapshot(staging, () -> {
            linkUploads();
            parts.store().to(zip);
            linkUploads();
        });
        StoreFile store = StoreFile.unpack(zip, unpacked);
        Files.delete(zip);
        return store;
    }

    private void linkUploads() throws IOException {
        Path into = staging.resolve("uploads");
        Path uploads = parts.home().resolve("uploads");
        HardLinks.tree(
                uploads,
                into,
                name -> name.endsWith(ARCHIVE) && !Files.exists(into.resolve(name), LinkOption.NOFOLLOW_LINKS));
    }

    private void requireKey(StoreFile store) throws IOException {
        String wanted = store.keyId().orElse(parts.key().id());
        if (!wanted.equals(parts.key().id())) {
            throw new IOException("The master key has the id " + parts.key().id()
                    + ", but the secrets of this home were encrypted with the key " + wanted
                    + ". Set SHUTTLE_MASTER_KEY to that one.");
        }
    }

    private void copy(BackupSource server, BackupWriter writer) throws IOException, InterruptedException {
        String folder = server.folderName();
        BackupTarget target = new ServerFiles(writer, folder);
        try {
            writer.directory(folder, FileOwner.of(parts.home().resolve(folder).toRealPath()));
            if (parts.inUse()) {
                server.copyInUse(target);
            } else {
                server.copyAtRest(target);
            }
        } catch (ProvisioningException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void keys(Run run, BackupWriter writer) throws IOException {
        for (String name : Entry.KEYS) {
            Path file = parts.home().resolve(name);
            if (Files.exists(file)) {
                try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                    writer.file(name, FileOwner.of(file), channel);
                }
            } else {
                run.note("There is no " + name + " in the home, and so none in the backup: it is a setting.");
            }
        }
    }

    private Manifest manifest(BackupWriter writer, StoreFile store, List<String> notes) throws IOException {
        FileOwner ours = FileOwner.of(staging);
        Manifest open = new Manifest(
                Manifest.FORMAT,
                parts.version(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                parts.key().id(),
                Platform.current().toString(),
                Platform.current().postgres().map(Platform.Artifact::version).orElse(""),
                store.schema(),
                ours.uid(),
                ours.gid(),
                writer.entries(),
                writer.bytes(),
                writer.listDigest(),
                notes,
                "");
        return open.sealed(parts.key().seal(open.text()));
    }

    /** One backup on its way. */
    private static final class Run {
        private final OutputStream out;
        private final boolean withKeys;
        private final Consumer<String> told;
        private final List<String> noted = new ArrayList<>();

        Run(OutputStream out, boolean withKeys, Consumer<String> told) {
            this.out = out;
            this.withKeys = withKeys;
            this.told = told;
        }

        void note(String note) {
            noted.add(note);
            told.accept(note);
        }
    }

    /**
     * The summary of a backup.
     *
     * @param entries files, directories and links
     * @param bytes of the files, before they are compressed
     * @param key the id of the master key without which its secrets are lost
     */
    public record Summary(long entries, long bytes, String key) {}
}
