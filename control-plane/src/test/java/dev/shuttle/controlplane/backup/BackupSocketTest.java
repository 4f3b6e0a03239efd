package dev.shuttle.controlplane.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.takeover.Leaving;
import dev.shuttle.controlplane.takeover.NotifySocket;
import dev.shuttle.controlplane.takeover.ServiceManager;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.proxy.Proxy;
import dev.shuttle.proxy.ProxySettings;
import dev.shuttle.proxy.RoutingTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BackupSocketTest {
    /** Not compressible to nothing: more than sockets hold. */
    private static final int BYTES = 5_000_000;

    @TempDir
    Path home;

    private Path control;
    private Database database;
    private Backup backup;
    private BackupSocket socket;
    private final AtomicBoolean letGo = new AtomicBoolean();
    private final Proxy proxy = new Proxy(ProxySettings.on("127.0.0.1", 0), new RoutingTable());
    private Leaving leaving = new Leaving(
            proxy, new RoutingTable(), host -> true, true, ServiceManager.ofThisProcess(), () -> letGo.set(true));

    private final BackupSocket.ProjectRestores restores = (request, progress) -> {
        progress.accept("reading");
        if (request.project().equals("none")) {
            throw new IOException("no such project");
        }
        return "Restored " + request + " with " + request.masterKey();
    };

    @BeforeEach
    void open() throws Exception {
        control = Files.createDirectory(home.resolve("control"));
        database = Database.open(Database.urlIn(Files.createDirectory(home.resolve("store"))));
        Vault vault = Vault.open(null, home.resolve("master.key"), database);
        byte[] noise = new byte[BYTES];
        new Random(1).nextBytes(noise);
        Files.write(Files.createDirectory(home.resolve("folders")).resolve("noise"), noise);
        backup = new Backup(new Backup.Parts(
                home, "0.1.0", vault.key(), database::copy, new Releases(home), List.of(), true, List.of("a note")));
        open(backup);
    }

    private void open(Backup of) throws IOException {
        socket = BackupSocket.open(control, of, () -> List.of("a trouble"), restores, leaving);
    }

    @AfterEach
    void close() throws Exception {
        socket.close();
        database.close();
    }

    @Test
    void aBackupComesOverTheSocketWithItsNotes() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringBuilder notes = new StringBuilder();

        Backup.Summary summary = new BackupCall(control).take(out, false, notes::append);

        assertTrue(summary.bytes() > BYTES);
        assertEquals("a note", notes.toString());
        Path file = Files.write(home.resolve("backup.tgz"), out.toByteArray());
        Files.copy(
                home.resolve("master.key"),
                Files.createDirectory(home.resolve("new")).resolve("master.key"));
        new Restore(file, home.resolve("new")).check(null);
    }

    @Test
    void doctorIsToldOfWhatIsNotWell() throws Exception {
        assertEquals(List.of("a trouble"), new BackupCall(control).troubles());
    }

    @Test
    void aClientThatLeavesEarlyBlocksNoOtherBackup() throws Exception {
        BackupCall call = new BackupCall(control);
        assertThrows(IOException.class, () -> call.take(new Full(), false, note -> {}));

        long end = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try {
                call.take(OutputStream.nullOutputStream(), false, note -> {});
                break;
            } catch (IOException e) {
                String said = String.valueOf(e.getMessage());
                assertTrue(said.contains("Another backup is in progress"), said);
                assertTrue(System.nanoTime() < end, "The first is still being made");
                Thread.sleep(20);
            }
        }
        assertFalse(Files.exists(home.resolve(".backup")));
    }

    @Test
    void aControlPlaneThatStopsSaysThatTheBackupIsNotWhole() throws Exception {
        OutputStream stopping = new Full() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                socket.close();
            }
        };
        String said = String.valueOf(
                assertThrows(IOException.class, () -> new BackupCall(control).take(stopping, false, note -> {}))
                        .getMessage());
        assertTrue(said.contains("during the backup"), said);
        assertTrue(String.valueOf(
                        assertThrows(IOException.class, () -> new BackupCall(control).take(stopping, false, note -> {}))
                                .getMessage())
                .contains("does not accept the request"));
    }

    /** Each is what a kill leaves between two steps of a start, or of a stop. */
    @Test
    void whatAKilledRunHasLeftIsInNoWay() throws Exception {
        for (List<String> left : List.of(
                List.of("backup.socket"), List.of("backup.socket", "socket-path"), List.of("socket-path", ".x.part"))) {
            socket.close();
            for (String name : left) {
                if (name.equals("backup.socket")) {
                    try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                        stale.bind(UnixDomainSocketAddress.of(control.resolve(name)));
                    }
                } else {
                    Files.writeString(control.resolve(name), "");
                }
            }

            open(backup);

            new BackupCall(control).take(OutputStream.nullOutputStream(), false, note -> {});
            try (Stream<Path> files = Files.list(control)) {
                assertEquals(1, files.count(), "Something is left over");
            }
        }
    }

    @Test
    void aPathThatIsTooLongForASocketIsNotedBeforeItIsMade() throws Exception {
        Path deep = Files.createDirectories(home.resolve("x".repeat(100)));
        Path noted = Path.of("/tmp/shuttle-backup-left/s");
        Files.createDirectories(noted.getParent());
        Files.writeString(noted, "");
        Files.writeString(deep.resolve("socket-path"), noted + "\n");

        try (BackupSocket other = BackupSocket.open(deep, backup, List::of, restores, leaving)) {
            new BackupCall(deep).take(OutputStream.nullOutputStream(), false, note -> {});
            assertFalse(Files.exists(noted.getParent()));
            assertTrue(Files.exists(SocketPlace.find(deep).socket()));
            other.close();
            try (Stream<Path> files = Files.list(deep)) {
                assertEquals(0, files.count());
            }
        }
    }

    @Test
    void aCopyOfAHomeHasNothingToDoWithTheSocketOfItsOrigin() throws Exception {
        Path origin = Files.createDirectories(home.resolve("x".repeat(100)));
        Path copy = Files.createDirectories(home.resolve("copy"));

        try (BackupSocket running = BackupSocket.open(origin, backup, List::of, restores, leaving)) {
            Files.copy(origin.resolve("socket-path"), copy.resolve("socket-path"));
            assertThrows(IOException.class, () -> new BackupCall(copy)
                    .take(OutputStream.nullOutputStream(), false, note -> {}));
            BackupSocket.open(copy, backup, List::of, restores, leaving).close();

            new BackupCall(origin).take(OutputStream.nullOutputStream(), false, note -> {});
        }
    }

    @Test
    void anotherControlPlaneIsGivenWayToOnce() throws Exception {
        BackupCall call = new BackupCall(control);
        try (BackupCall.GivenWay given = call.giveWay()) {
            assertTrue(letGo.get());
            assertFalse(leaving.over().isDone());
            IOException refused = assertThrows(IOException.class, call::giveWay);
            assertTrue(String.valueOf(refused.getMessage()).contains("already"), refused.toString());
            given.ready();
            assertTrue(leaving.over().get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void theServiceManagerIsToldOfTheProcessThatGoesOnAndOfNoOther() throws Exception {
        try (NotifySocket systemd = new NotifySocket(home.resolve("notify"))) {
            openGivingWay(systemd.manager());
            new BackupCall(control).giveWay().close();
            assertFalse(leaving.over().get(10, TimeUnit.SECONDS));
            openGivingWay(systemd.manager());
            try (BackupCall.GivenWay given = new BackupCall(control).giveWay()) {
                given.ready();
                assertTrue(leaving.over().get(10, TimeUnit.SECONDS));
            }
            assertEquals("MAINPID=" + ProcessHandle.current().pid(), systemd.now());
            assertEquals("", systemd.now());
        }
    }

    private void openGivingWay(ServiceManager manager) throws IOException {
        socket.close();
        leaving = new Leaving(proxy, new RoutingTable(), host -> true, true, manager, () -> letGo.set(true));
        open(backup);
    }

    @Test
    void oneThatEndsBeforeItServesIsNotReady() throws Exception {
        new BackupCall(control).giveWay().close();
        assertFalse(leaving.over().get(10, TimeUnit.SECONDS));
    }

    @Test
    void servicesInThisProcessAreNotHandedOver() throws Exception {
        socket.close();
        Leaving embedded =
                new Leaving(proxy, new RoutingTable(), host -> true, false, ServiceManager.ofThisProcess(), () -> {});
        socket = BackupSocket.open(control, backup, List::of, restores, embedded);
        IOException refused =
                assertThrows(IOException.class, () -> new BackupCall(control).handOver(control.resolve("s")));
        assertTrue(String.valueOf(refused.getMessage()).contains("embedded"), refused.toString());
    }

    /** A disk without space. */
    private static class Full extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[1], 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    @Test
    void aProjectIsAskedForWithProgressAndAnEnd() throws Exception {
        BackupCall call = new BackupCall(control);
        String file = "/" + "long/".repeat(400) + "backup \u00e4.tgz";
        List<String> progress = new ArrayList<>();

        String done = call.restore(new ProjectRequest(file, "shop", "shop-old", null, "a key"), progress::add);
        IOException refused = assertThrows(
                IOException.class,
                () -> call.restore(new ProjectRequest(file, "none", null, null, null), progress::add));

        assertEquals("Restored shop of " + file + " as shop-old with a key", done);
        assertEquals(List.of("reading", "reading"), progress);
        assertEquals("no such project", refused.getMessage());
    }
}
