package dev.shuttle.controlplane.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * The files that a process can see, if it is restricted to some; without bubblewrap it sees what its account may.
 *
 * @param directory in which it starts
 * @param readable files and directories
 * @param writable directories
 */
public record Mounts(Path directory, List<Path> readable, List<Path> writable) {

    public Mounts {
        readable = List.copyOf(readable);
        writable = List.copyOf(writable);
    }
}
