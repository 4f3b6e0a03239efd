package dev.shuttle.resources;

import java.io.IOException;

/**
 * A server of ours whose data can be copied, so that the same kind of server starts from the copy elsewhere, with all
 * that was committed before the copy began.
 */
public interface BackupSource {

    /**
     * Where its data lie under the home.
     *
     * @return the name of a folder
     */
    String folderName();

    /**
     * Whether there is anything to copy.
     *
     * @return false before its first use
     */
    boolean hasData();

    /**
     * Copies while it serves; starts it if needed. Clients do not wait for the copy.
     *
     * @param target gets the files
     * @throws ProvisioningException if the server does not do its part
     * @throws IOException if the target does not take them
     * @throws InterruptedException if interrupted
     */
    void copyInUse(BackupTarget target) throws ProvisioningException, IOException, InterruptedException;

    /**
     * Copies data that no process uses, and starts none. The caller makes sure that none is started meanwhile.
     *
     * @param target gets the files
     * @throws ProvisioningException if a server still works on the data
     * @throws IOException if files cannot be read, or the target does not take them
     */
    void copyAtRest(BackupTarget target) throws ProvisioningException, IOException;
}
