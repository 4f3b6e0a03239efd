package dev.shuttle.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on a disk. {@link DiskFull} recognises failures for lack of it. */
public final class Disk {

    /**
     * The space reserved for the store, the logs and the running services: nothing that can wait is begun below it, in
     * bytes. H2 cannot even be read once its disk is full.
     */
    public static final long KEPT_FREE = 256L << 20;

    private Disk() {}

    /** Bytes that this process may still write to the disk of a folder that exists. */
    public static long free(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }
}
