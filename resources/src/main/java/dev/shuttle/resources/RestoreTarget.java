package dev.shuttle.resources;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Takes the data of one project out of a backup, in steps: they are laid out aside, which changes nothing, and become the
 * project's by a rename. One project at a time.
 */
public interface RestoreTarget {

    /**
     * Begins.
     *
     * @return an empty folder, into which the project's files of the backup are to be laid out
     * @throws IOException if it cannot be made
     */
    Path prepare() throws IOException;

    /** Whether something is laid out that was not placed yet. */
    boolean isPrepared() throws IOException;

    /**
     * Whether a project has data here that a restore would meet.
     *
     * @param project a valid name
     */
    boolean has(String project);

    /**
     * Makes what was laid out the project's, which has no such data.
     *
     * @param project a valid name
     * @throws IOException if it cannot be moved
     */
    void place(String project) throws IOException;

    /**
     * Takes back what was placed, and was not used since. Idempotent.
     *
     * @param project a valid name
     * @throws IOException if it cannot be deleted
     */
    void remove(String project) throws IOException;

    /**
     * Deletes what was laid out, and ends what works on it, also after a crash. Idempotent.
     *
     * @throws IOException if something of it is left
     */
    void discard() throws IOException;
}
