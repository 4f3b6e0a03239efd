package dev.shuttle.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processes that have ended and of which their parent has taken no note: to the JDK they are alive. On Linux; else none. */
public final class Zombies {

    private Zombies() {}

    /**
     * Whether it is one: in a container there may be no process that reaps it, and some init processes are slow at that.
     *
     * @param pid the process
     * @return false for one that runs, or is quite gone
     */
    public static boolean has(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state == 'Z' || state == 'X';
        } catch (IOException | IndexOutOfBoundsException e) {
            return false; // no such file system here, or it has ended just now
        }
    }
}
