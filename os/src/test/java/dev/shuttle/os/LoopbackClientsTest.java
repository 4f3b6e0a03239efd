package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.security.auth.module.UnixSystem;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class LoopbackClientsTest {
    private static final int UID = (int) new UnixSystem().getUid();

    @Test
    void connectionsAreCountedForTheirClientAndItsProcessIsFound() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Socket first = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
                Socket second = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            assertEquals(first.getLocalPort(), accepted.getPort());

            List<LoopbackClients.Client> clients = LoopbackClients.of(Set.of(server.getLocalPort()));

            assertEquals(2, clients.size(), "the accepted end is not counted");
            assertEquals(
                    Set.of(UID),
                    clients.stream().map(LoopbackClients.Client::uid).collect(Collectors.toSet()));
            Set<Long> inodes =
                    clients.stream().map(LoopbackClients.Client::inode).collect(Collectors.toSet());
            assertEquals(Set.of(ProcessHandle.current().pid()), LoopbackClients.holders(UID, inodes));
            assertEquals(2, second.isConnected() ? inodes.size() : 0);
        }
    }

    @Test
    void theProcessIsFoundWhileItOpensAndClosesOtherFiles() throws Exception {
        InputStream lower = new FileInputStream("/dev/null");
        AtomicBoolean ending = new AtomicBoolean();
        Thread churn = new Thread(() -> {
            while (!ending.get()) {
                try (InputStream file = new FileInputStream("/dev/null")) { // takes the number that "lower" had
                    assertEquals(-1, file.read());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            lower.close();
            churn.start();
            Set<Long> inodes = LoopbackClients.of(Set.of(socket.getPort())).stream()
                    .map(LoopbackClients.Client::inode)
                    .collect(Collectors.toSet());
            for (int look = 0; look < 300; look++) {
                assertEquals(
                        Set.of(ProcessHandle.current().pid()), LoopbackClients.holders(UID, inodes), "look " + look);
            }
        } finally {
            ending.set(true);
            churn.join();
        }
    }

    @Test
    void othersConnectionsAreNot() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertEquals(List.of(), LoopbackClients.of(Set.of(server.getLocalPort())));
        }
    }

    /** As while many connect: 170 connections were counted as 322. */
    @Test
    void aRowThatTheKernelShowsTwiceIsOneConnection() throws Exception {
        String row = "  12: 0100007F:%s 0100007F:1538 01 00000000:00000000 00:00000000 00000000  1003        0 %s 1\n";
        String table = "  sl  local_address rem_address ...\n"
                + row.formatted("A001", "71")
                + row.formatted("A002", "72")
                + row.formatted("A001", "71");

        assertEquals(
                List.of(new LoopbackClients.Client(5432, 1003, 71), new LoopbackClients.Client(5432, 1003, 72)),
                List.copyOf(LoopbackClients.in(new BufferedReader(new StringReader(table)), Set.of(5432))));
    }
}
