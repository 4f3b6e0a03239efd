package dev.shuttle.controlplane.restore;

import java.io.IOException;
import java.nio.file.Path;

/** The projects of the home, for a restore. */
public interface LiveProjects {

    boolean exists(String project);

    /**
     * Waits for the end of the data of a project of that name, if one is being deleted.
     *
     * @throws IOException if that takes too long
     */
    void awaitDataGone(String project) throws IOException, InterruptedException;

    /** Whether no project has the host name, nor the platform. */
    boolean isFreeDomain(String host);

    /** Tells the proxy of one whose rows are there. */
    void appear(String project);

    /**
     * Starts one that is stopped, and awaits it.
     *
     * @param pulse called meanwhile; what it throws ends the waiting
     * @return how it is, a sentence
     */
    String start(String project, Runnable pulse) throws InterruptedException;

    /** Stops one; returns whether it served. */
    boolean stop(String project) throws InterruptedException;

    /**
     * Deletes one with its data, or the data that are left of one, and awaits it.
     *
     * @throws IOException if not all could be destroyed
     */
    void delete(String project) throws IOException, InterruptedException;

    /** Writes a backup of the home to a new file. */
    void backUp(Path file) throws IOException, InterruptedException;
}
