package dev.shuttle.controlplane.database;

/** The store was migrated by a newer version than this one, which must not touch it. */
public final class NewerStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewerStoreException(String url, String schema) {
        super("The store in " + Database.place(url) + " was written by a newer Shuttle (schema " + schema
                + "; this one knows "
                + Database.NEWEST_MIGRATION + "). Start the newer version again, or restore a backup made before the"
                + " upgrade. Nothing was changed.");
    }
}
