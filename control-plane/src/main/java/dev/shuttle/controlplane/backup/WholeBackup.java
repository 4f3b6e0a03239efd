package dev.shuttle.controlplane.backup;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.vault.MasterKey;
import dev.shuttle.os.DiskFull;
import dev.shuttle.resources.Platform;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/**
 * A backup's file, and the refusals of one that is not whole, not unchanged, or not for this Shuttle and this machine.
 *
 * @param file the backup
 */
record WholeBackup(Path file) {

    /** Reads it from its first byte to its last. */
    Manifest read(BackupReader.Visitor visitor) throws IOException {
        try {
            return new BackupReader(file, visitor).read();
        } catch (CancellationException | FileSystemException e) {
            throw e; // of the home's disk, or there is no such file
        } catch (EOFException e) {
            throw refused("it is truncated");
        } catch (IOException | RuntimeException e) {
            if (DiskFull.caused(e)) {
                throw e;
            }
            throw refused("it is not readable to its end (" + e.getMessage() + ")");
        }
    }

    void requireKnown(Manifest manifest) throws IOException {
        if (!Database.knows(manifest.schema())) {
            throw refused("it was made by a newer Shuttle (" + manifest.version() + "). Restore it with that one");
        }
    }

    /** PostgreSQL's files are those of one major version on one kind of processor. */
    void requirePlatform(Manifest manifest) throws IOException {
        Platform here = Platform.current();
        String brought = here.postgres().map(Platform.Artifact::version).orElse("");
        if (!here.toString().equals(manifest.platform()) || !major(brought).equals(major(manifest.postgres()))) {
            throw refused("it has the files of PostgreSQL " + major(manifest.postgres()) + " on " + manifest.platform()
                    + ", and this is PostgreSQL " + major(brought) + " on " + here
                    + ". Restore it on a machine of the same kind, with Shuttle " + manifest.version());
        }
    }

    private static String major(String version) {
        return version.replaceFirst("\\..*", "");
    }

    void requireSeal(Manifest manifest, MasterKey key) throws IOException {
        if (!key.seal(manifest.text()).equals(manifest.seal())) {
            throw refused("its seal does not match its master key: it was modified");
        }
    }

    IOException refused(String why) {
        return new IOException("The backup " + file + " was refused: " + why + ". Nothing was changed.");
    }
}
