package dev.shuttle.controlplane.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of bubblewrap: the system's programs and what a {@link Mounts} names, and nothing else; process
 * numbers, shared memory and {@code /tmp} of its own. The network stays.
 *
 * @param hidden directories of ours: should they lie in one of the system's, they are covered
 */
record Bubblewrap(List<Path> hidden) {

    /** Programs, their libraries and their configuration, as far as everybody may read them. */
    private static final List<String> SYSTEM =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix");

    /** Folders in memory that each confinement has to itself. */
    static final List<String> TEMPORARY = List.of("/tmp", "/var/tmp", "/dev/shm");

    Bubblewrap {
        hidden = List.copyOf(hidden);
    }

    /**
     * The prefix of a command.
     *
     * @param view what it sees
     * @param users arguments that put files in the place of the system's
     * @param bound whether it ends with us
     */
    List<String> prefix(Mounts view, List<String> users, boolean bound) {
        List<String> prefix = new ArrayList<>(List.of("bwrap", "--unshare-user", "--disable-userns", "--unshare-pid"));
        // No namespace of cgroups: a JVM finds its own limits by the path that it is in, and fails in its own
        // management.
        prefix.add("--unshare-ipc");
        if (bound) {
            prefix.addAll(List.of("--die-with-parent", "--new-session"));
        }
        SYSTEM.forEach(directory -> system(Path.of(directory), prefix));
        prefix.addAll(List.of("--ro-bind-try", "/sys", "/sys", "--dev", "/dev", "--proc", "/proc"));
        prefix.addAll(List.of("--tmpfs", "/tmp", "--tmpfs", "/var/tmp"));
        for (Path each : hidden) {
            if (SYSTEM.stream().anyMatch(each::startsWith)) {
                prefix.addAll(List.of("--tmpfs", each.toString()));
            }
        }
        nameServers(prefix);
        prefix.addAll(users);
        view.readable().forEach(path -> bind("--ro-bind", path, prefix));
        view.writable().forEach(path -> bind("--bind", path, prefix));
        prefix.addAll(List.of("--remount-ro", "/", "--chdir", view.directory().toString(), "--"));
        return prefix;
    }

    private static void system(Path directory, List<String> prefix) {
        if (Files.isSymbolicLink(directory)) {
            try {
                prefix.addAll(
                        List.of("--symlink", Files.readSymbolicLink(directory).toString(), directory.toString()));
            } catch (IOException e) {
                bind("--ro-bind-try", directory, prefix);
            }
        } else if (Files.isDirectory(directory)) {
            bind("--ro-bind", directory, prefix);
        }
    }

    /** {@code /etc/resolv.conf} is often a link to where a daemon keeps it. */
    private static void nameServers(List<String> prefix) {
        try {
            Path real = Path.of("/etc/resolv.conf").toRealPath();
            if (SYSTEM.stream().noneMatch(real::startsWith)) {
                bind("--ro-bind", real, prefix);
            }
        } catch (IOException e) {
            // There are none.
        }
    }

    private static void bind(String how, Path path, List<String> prefix) {
        prefix.addAll(List.of(how, path.toString(), path.toString()));
    }
}
