package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketPathsTest {

    @TempDir
    Path folder;

    @Test
    void whatFitsCanBeBound() throws IOException {
        String name = "s".repeat(Math.max(1, 98 - folder.toString().length()));
        Path longest = folder.resolve(name);
        assertTrue(SocketPaths.fits(longest));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(longest));
        }
        assertFalse(SocketPaths.fits(folder.resolve(name + "s")));
    }

    @Test
    void countsBytes() {
        assertTrue(SocketPaths.fits(Path.of("/" + "a".repeat(98))));
        assertFalse(SocketPaths.fits(Path.of("/" + "\u00e4".repeat(50))));
    }

    @Test
    void aNoteIsThatOfItsFolder() throws IOException {
        Path socket = Path.of("/tmp/some/s");
        String note = SocketPaths.note(socket, folder);

        assertEquals(socket, SocketPaths.noted(note, folder));
        assertEquals(socket, SocketPaths.noted(socket + "\n", folder), "of an earlier version");
        Path copy = Files.createDirectory(folder.resolve("copy"));
        assertThrows(IOException.class, () -> SocketPaths.noted(note, copy));
        assertThrows(IOException.class, () -> SocketPaths.noted("\0", folder));
    }
}
