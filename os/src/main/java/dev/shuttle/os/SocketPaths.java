package dev.shuttle.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Paths of Unix sockets, which the kernel bounds, see unix(7). */
public final class SocketPaths {

    /** They end near 108 bytes on Linux, 104 on macOS. */
    private static final int MAX_BYTES = 100;

    private static final int RANDOM_BYTES = 10;

    private SocketPaths() {}

    /**
     * A short path that is not used: a socket in a folder that does not exist yet, for its user to create with
     * {@link #createFolder}. It is noted first, so that a crash leaves nothing that is not found again.
     *
     * @param prefix of the folder's name
     */
    public static Path shortPath(String prefix) {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return Path.of(
                System.getProperty("java.io.tmpdir"), prefix + HexFormat.of().formatHex(random), "s");
    }

    /** Creates the folder of a socket, for its user only; fails if there is one. */
    public static void createFolder(Path socket) throws IOException {
        Files.createDirectory(Objects.requireNonNull(socket.getParent()), Trees.permissions("rwx------"));
    }

    /**
     * The text of a file that names a socket. It says in which folder the file is, since a home can be copied while its
     * sockets are in use, and what is in the copy names them too.
     *
     * @param folder that the file is in
     */
    public static String note(Path socket, Path folder) throws IOException {
        return socket + "\n" + folder.toRealPath() + "\n";
    }

    /**
     * The socket that such a text names; one of an earlier version names no folder, and is believed.
     *
     * @param folder that its file is in
     * @throws IOException if it is that of another folder, or has no path
     */
    public static Path noted(String text, Path folder) throws IOException {
        List<String> lines = text.lines().toList();
        try {
            if (lines.size() > 1 && !folder.toRealPath().equals(Path.of(lines.get(1)))) {
                throw new IOException(
                        "the socket that " + folder + " names is that of " + lines.get(1) + ", of which it is a copy");
            }
            return Path.of(lines.isEmpty() ? "" : lines.get(0));
        } catch (InvalidPathException e) {
            throw new IOException("not the path of a socket: " + e.getMessage(), e);
        }
    }

    /** Whether a socket can be bound there; otherwise it needs a shorter path, below the machine's temporary folder. */
    public static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length < MAX_BYTES;
    }
}
