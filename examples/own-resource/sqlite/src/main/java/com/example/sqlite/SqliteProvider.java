package com.example.sqlite;

import dev.shuttle.ResourceContext;
import dev.shuttle.ResourceProvider;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteDataSource;

/** Makes the file once, and opens it at every start. */
public class SqliteProvider implements ResourceProvider<Sqlite, DataSource> {
    /** While the next version starts, two processes write to the file: one waits for the other, so long at most. */
    private static final int BUSY_MILLIS = 5_000;

    /** Runs once for each deployment; what it returns is stored with it, and restarts and rollbacks open that. */
    @Override
    public Map<String, String> provision(Sqlite annotation, ResourceContext context) {
        if (!context.previous().isEmpty()) {
            return context.previous(); // made by an earlier deployment, with its data
        }
        return Map.of("file", context.name() + ".db", "createdAt", Instant.now().toString());
    }

    @Override
    public DataSource open(Sqlite annotation, ResourceContext context, Map<String, String> outputs) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(JournalMode.WAL);
        SQLiteDataSource database = new SQLiteDataSource(config);
        database.setUrl("jdbc:sqlite:" + context.folder().resolve(outputs.get("file")));
        return database;
    }
}
