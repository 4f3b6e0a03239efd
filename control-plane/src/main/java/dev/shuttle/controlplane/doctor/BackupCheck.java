package dev.shuttle.controlplane.doctor;

import dev.shuttle.controlplane.backup.BackupRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How old the last backup is.
 *
 * @param home the home
 * @param every how often one is scheduled; null: none is
 */
record BackupCheck(Path home, @Nullable Duration every) implements Check {
    private static final String SUBJECT = "backup";

    /** Without a schedule. */
    private static final Duration OLD = Duration.ofDays(7);

    @Override
    public List<Finding> look() {
        if (!Files.isDirectory(home.resolve("store"))) {
            return List.of(); // nothing to lose yet
        }
        BackupRecord backups = new BackupRecord(home);
        try {
            List<Finding> findings = new ArrayList<>();
            backups.failure()
                    .ifPresent(failure ->
                            findings.add(Finding.fail(SUBJECT, "the last scheduled one failed: " + failure)));
            findings.add(age(backups.last()));
            return findings;
        } catch (IOException e) {
            return List.of(Finding.fail(SUBJECT, "the record of backups is not readable: " + e + "."));
        }
    }

    private Finding age(Optional<Instant> last) {
        if (last.isEmpty()) {
            return Finding.note(
                    SUBJECT,
                    "none was made yet"
                            + (every == null
                                    ? ": set SHUTTLE_BACKUP_DIRECTORY, or run backup FILE."
                                    : "; the server makes one each " + every + "."));
        }
        Duration age = Duration.between(last.get(), Instant.now());
        String text = "the last one was made " + last.get() + ", " + ago(age);
        if (every != null && age.compareTo(every.multipliedBy(2)) > 0) {
            return Finding.fail(SUBJECT, text + ", though one is scheduled each " + every + ": see the server's log.");
        }
        return every == null && age.compareTo(OLD) > 0
                ? Finding.note(SUBJECT, text + ": make one, or set SHUTTLE_BACKUP_DIRECTORY.")
                : Finding.ok(SUBJECT, text);
    }

    private static String ago(Duration age) {
        long days = age.toDays();
        long hours = age.toHours();
        if (days > 1) {
            return days + " days ago";
        }
        return hours > 1 ? hours + " hours ago" : Math.max(0, age.toMinutes()) + " minutes ago";
    }
}
