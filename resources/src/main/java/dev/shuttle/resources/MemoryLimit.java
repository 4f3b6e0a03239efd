package dev.shuttle.resources;

import dev.shuttle.os.ShortProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds the private memory of each process of a server (setrlimit(2), RLIMIT_DATA): a query that wants more fails alone,
 * before the machine has none left. Memory that processes share does not count.
 *
 * @param bytes of one process
 */
public record MemoryLimit(long bytes) {

    /** The command line that runs another one with the limit; without it on a system that has none. */
    public List<String> around(List<String> command) {
        // A shell exports what it knows of itself, which the server has no use for.
        String script = "ulimit -d " + (bytes >> 10) + " 2>/dev/null; unset PWD OLDPWD; exec \"$@\"";
        List<String> limited = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        limited.addAll(command);
        return limited;
    }

    /** For a server that a version without limits has started: holds for its next processes. By util-linux, if it is there. */
    public void putOn(ServerProcess process) {
        ShortProcess.run(List.of("prlimit", "--pid", Long.toString(process.pid()), "--data=" + bytes));
    }
}
