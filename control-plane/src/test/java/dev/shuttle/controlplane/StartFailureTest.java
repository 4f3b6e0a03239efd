package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailureTest {
    @TempDir
    Path home;

    private String said(Throwable failure) {
        return String.valueOf(StartFailure.of(failure, home).getMessage());
    }

    private void says(Throwable failure, String... parts) {
        String said = said(failure);
        for (String part : parts) {
            assertTrue(said.contains(part), said);
        }
        assertTrue(said.endsWith("."), said);
    }

    @Test
    void aSentenceStaysAsItIs() {
        IOException told = new IOException("The home is in use. Stop the other one.");
        assertSame(told, StartFailure.of(told, home));
        assertEquals(told.getMessage(), said(new UncheckedIOException(told)));
    }

    @Test
    void aFullDiskNamesTheHome() throws Exception {
        IOException full = assertThrows(IOException.class, () -> {
            try (OutputStream out = Files.newOutputStream(Path.of("/dev/full"))) {
                out.write(1);
            }
        });
        says(full, home.toString(), "is full", "Make room");
        says(new IllegalStateException("The store failed", full), home.toString(), "is full");
    }

    @Test
    void aFileIsNamedWithWhatToDo() {
        Path missing = home.resolve("missing");
        says(
                assertThrows(IOException.class, () -> Files.readString(missing)),
                missing + " does not exist",
                "Put it back");
        says(new AccessDeniedException("/home/key"), "/home/key", "chown", System.getProperty("user.name"));
        says(
                assertThrows(
                        IOException.class,
                        () -> Files.delete(
                                Files.createDirectories(missing.resolve("x")).getParent())),
                missing.toString());
    }

    @Test
    void aPortThatIsTakenNamesTheSettings() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            IOException failure = assertThrows(
                    IOException.class,
                    () -> new ServerSocket(taken.getLocalPort(), 1, InetAddress.getLoopbackAddress()).close());
            says(failure, "SHUTTLE_API_PORT", "in use");
        }
    }

    @Test
    void anythingElseNamesTheHome() throws Exception {
        says(new IllegalStateException("odd"), home.toString(), "odd");
        Path file = Files.write(home.resolve("key"), new byte[] {(byte) 0xff});
        says(
                assertThrows(IOException.class, () -> Files.readString(file, StandardCharsets.UTF_8)),
                home.toString(),
                "not text");
    }
}
