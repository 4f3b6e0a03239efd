package dev.shuttle.controlplane.backup;

import dev.shuttle.os.NewFile;
import dev.shuttle.os.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The home's record of its backups, for {@code doctor}: when the last one was complete, and why the last scheduled one was
 * not. A restored home has none. Thread-safe.
 */
public final class BackupRecord {
    private final Path last;
    private final Path failed;

    /**
     * No I/O.
     *
     * @param home the home
     */
    public BackupRecord(Path home) {
        this.last = home.resolve("last-backup");
        this.failed = home.resolve("backup-failed");
    }

    void made(Instant when) throws IOException {
        NewFile.write(last, when.truncatedTo(ChronoUnit.SECONDS) + "\n");
    }

    void failed(Instant when, String reason) throws IOException {
        NewFile.write(failed, when.truncatedTo(ChronoUnit.SECONDS) + " " + reason.strip() + "\n");
    }

    void succeeded() throws IOException {
        Files.deleteIfExists(failed);
    }

    /**
     * When the last backup was complete, of those made by this home's control plane or command.
     *
     * @return empty if there was none
     * @throws IOException if the record cannot be read
     */
    public Optional<Instant> last() throws IOException {
        try {
            return Optional.of(Instant.parse(TextFile.read(last).strip()));
        } catch (NoSuchFileException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Why the last scheduled backup failed.
     *
     * @return the time and a sentence; empty if it did not
     * @throws IOException if the record cannot be read
     */
    public Optional<String> failure() throws IOException {
        try {
            return Optional.of(TextFile.read(failed).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
