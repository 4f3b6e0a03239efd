package dev.shuttle.controlplane.database;

/** The store was migrated by a newer version than this one, which must not touch it. */
public final class NewerStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewerStoreException(String url, String schema) {
        super("The store in " + place(url) + " was written by a newer Shuttle (schema " + schema + "; this one knows "
                + Database.NEWEST_MIGRATION + "). Start the newer version again, or restore a backup made before the"
                + " upgrade. Nothing was changed.");
    }

    /** Without H2's settings, which say nothing to people, and where a password may be. */
    private static String place(String url) {
        return url.replaceFirst(";.*", "").replaceFirst("jdbc:h2:(retry:)?(file:)?", "");
    }
}
