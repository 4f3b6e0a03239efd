package dev.shuttle.resources.postgres;

import dev.shuttle.resources.BackupTarget;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A base backup by PostgreSQL's low-level API (its manual, "Making a Base Backup Using the Low Level API"): the files as
 * they are, and the log by which a server that starts from them makes them consistent. The binaries that we bring have
 * no pg_dump; the copy is for the same major version and processor.
 */
final class PostgresCopy {
    /** The checkpoint at the beginning writes what is dirty. */
    private static final int CHECKPOINT_MILLIS = (int) TimeUnit.MINUTES.toMillis(10);

    /** Files that the manual says to leave out, and files of the running process. */
    private static final Set<String> WITHOUT_CONTENT = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private static final Set<String> RUNNING = Set.of("postmaster.pid", "postmaster.opts");
    private static final Set<String> LEFT_OUT =
            Set.of("backup_label", "tablespace_map", "backup_manifest", "pg_internal.init");

    private final Path data;
    private final String name;
    private final BackupTarget target;

    /** Of a server's data, under that name. */
    PostgresCopy(Path data, String name, BackupTarget target) {
        this.data = data;
        this.name = name;
        this.target = target;
    }

    /** With a server that runs on the data. */
    void inUse(PostgresUrl superuser) throws IOException, SQLException {
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, CHECKPOINT_MILLIS);
            // A slot of this session's keeps the log from here on, however long this takes.
            one(
                    statement,
                    "SELECT pg_create_physical_replication_slot('shuttle_' || pg_backend_pid(), true, true)::text");
            String first = one(statement, "SELECT pg_walfile_name(pg_backup_start('shuttle', true))");
            target.directory(name, data);
            copy(name, data, true);
            String label;
            String last;
            try (ResultSet stop = statement.executeQuery(
                    "SELECT labelfile, pg_walfile_name(lsn) FROM pg_backup_stop(wait_for_archive => false)")) {
                stop.next();
                label = stop.getString(1);
                last = stop.getString(2);
            }
            copyLog(first, last);
            target.text(name + "/backup_label", label);
        }
    }

    /** With no server: all of the log is there, and nothing changes. */
    void atRest() throws IOException {
        target.directory(name, data);
        copy(name, data, false);
    }

    private void copy(String into, Path directory, boolean running) throws IOException {
        for (Path child : children(directory)) {
            String file = String.valueOf(child.getFileName());
            String childName = into + "/" + file;
            if (RUNNING.contains(file) || (running && (LEFT_OUT.contains(file) || file.startsWith("pgsql_tmp")))) {
                continue;
            }
            try {
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    target.directory(childName, child);
                    if (!(running && directory.equals(data) && WITHOUT_CONTENT.contains(file))) {
                        copy(childName, child, running);
                    }
                } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                    target.file(childName, child);
                }
            } catch (NoSuchFileException e) {
                // A table that was dropped meanwhile: the log says so too.
            }
        }
    }

    private void copyLog(String first, String last) throws IOException {
        for (Path segment : children(data.resolve("pg_wal"))) {
            String file = String.valueOf(segment.getFileName());
            boolean isSegment = file.length() == last.length() && Files.isRegularFile(segment);
            if ((isSegment && file.compareTo(first) >= 0 && file.compareTo(last) <= 0) || file.endsWith(".history")) {
                target.file(name + "/pg_wal/" + file, segment);
            }
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            found.forEach(children::add);
        }
        Collections.sort(children);
        return children;
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
