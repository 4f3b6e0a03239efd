package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.sandbox.OsUser;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostDirectoryTest {

    @Test
    void aLinkInTheSocketsPlaceLeadsToNoOthersSocket(@TempDir Path folder) throws Exception {
        Path others = Files.createFile(folder.resolve("s"));
        HostDirectory directory =
                HostDirectory.create(folder.resolve("long".repeat(30)).resolve("hosts"), "d", OsUser.OURSELVES);
        Path sockets = directory.socketDirectory();
        assertTrue(sockets.startsWith(System.getProperty("java.io.tmpdir")), sockets.toString());
        Files.delete(sockets);
        Files.createSymbolicLink(sockets, folder);

        directory.remove();

        assertTrue(Files.exists(others));
        assertFalse(Files.exists(sockets, LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(directory.path()));
    }
}
