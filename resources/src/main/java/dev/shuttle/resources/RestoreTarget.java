package dev.shuttle.resources;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Takes the data of one project out of a backup, in steps: they are laid out aside, which changes nothing, and become the
 * project's by a rename. One project at a time.
 */
public interface RestoreTarget {

    /** Where they are laid out, and what they become a part of. */
    RestoredFolder restored();

    /**
     * Begins.
     *
     * @return an empty folder, into which the project's files of the backup are to be laid out
     * @throws IOException if it cannot be made
     */
    default Path prepare() throws IOException {
        return restored().prepare();
    }

    /** Whether something is laid out that was not placed yet. */
    default boolean isPrepared() throws IOException {
        return restored().isPrepared();
    }

    /**
     * Whether a project has data here that a restore would meet.
     *
     * @param project a valid name
     */
    default boolean has(String project) {
        return restored().has(project);
    }

    /**
     * Makes what was laid out the project's, which has no such data.
     *
     * @param project a valid name
     * @throws IOException if it cannot be moved
     */
    default void place(String project) throws IOException {
        restored().place(project);
    }

    /**
     * Takes back what was placed, and was not used since. Idempotent.
     *
     * @param project a valid name
     * @throws IOException if it cannot be deleted
     */
    default void remove(String project) throws IOException {
        restored().remove(project);
    }

    /**
     * Deletes what was laid out, and ends what works on it, also after a crash. Idempotent.
     *
     * @throws IOException if something of it is left
     */
    default void discard() throws IOException {
        restored().discard();
    }
}
