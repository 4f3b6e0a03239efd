package dev.shuttle.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A home that an earlier version has left when it was killed, with its hosts running: see {@code README.md} in the test
 * resources. Tests that use it run one at a time on a machine, since its projects' users are the same each time.
 */
final class EarlierHome implements AutoCloseable {
    /** The first number of a project's user, and the end of their range. */
    private static final long FIRST_USER = 1_900_000_000L;

    private static final long END_OF_USERS = 2_100_000_000L;

    private final FileChannel lock;
    private final Path home;
    private final Path running;
    private final List<EarlierHost> hosts = new ArrayList<>();

    private EarlierHome(FileChannel lock, Path home, Path running) {
        this.lock = lock;
        this.home = home;
        this.running = running;
    }

    /** Unpacks the home of that version; what its hosts need goes to the other folder. */
    static EarlierHome unpack(String version, Path aside) throws IOException {
        FileChannel lock = lock();
        Path home = empty();
        try (TarArchiveInputStream tar = open(version)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path name = Path.of(entry.getName());
                Path root = name.startsWith("home") ? home : aside;
                if (name.getNameCount() > 1) {
                    write(entry, tar, root.resolve(name.subpath(1, name.getNameCount())));
                }
            }
        }
        return new EarlierHome(lock, home, aside);
    }

    /** Held until it is closed. */
    static FileChannel lock() throws IOException {
        assumeTrue(!isRoot() || everyUserExists(), "This root cannot become the users of the earlier version");
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "shuttle-earlier-version.lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock unused = channel.lock();
        return channel;
    }

    /** An empty home; short, and such that users of hosts can enter it. */
    static Path empty() throws IOException {
        Path home = Files.createTempDirectory("it").toRealPath();
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        return home;
    }

    private static TarArchiveInputStream open(String version) throws IOException {
        InputStream archive = EarlierHome.class.getResourceAsStream("/home-" + version + ".tar.gz");
        if (archive == null) {
            throw new IOException("There is no home of version " + version);
        }
        return new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(archive)));
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else {
            Files.copy(content, target);
        }
        Files.setPosixFilePermissions(target, permissions(entry.getMode()));
        if (isRoot()) {
            Files.setAttribute(target, "unix:uid", (int) entry.getLongUserId());
            Files.setAttribute(target, "unix:gid", (int) entry.getLongGroupId());
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        int bit = 0400;
        for (PosixFilePermission each : PosixFilePermission.values()) { // in the order of the bits
            if ((mode & bit) != 0) {
                permissions.add(each);
            }
            bit >>= 1;
        }
        return permissions;
    }

    static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static boolean everyUserExists() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/uid_map")).stream()
                .map(line -> line.strip().split("\\s+", -1))
                .anyMatch(map -> Long.parseLong(map[0]) <= FIRST_USER
                        && Long.parseLong(map[0]) + Long.parseLong(map[2]) >= END_OF_USERS);
    }

    /** Starts the hosts on the earlier version's own jars, as that version did it; the first of them confined. */
    void startHosts() throws Exception {
        try (Stream<Path> recorded = Files.list(running)) {
            for (Path each : recorded.filter(Files::isDirectory).sorted().toList()) {
                hosts.add(EarlierHost.launch(home, each, hosts.isEmpty()));
            }
        }
        for (EarlierHost host : hosts) {
            host.startService();
        }
    }

    /** The jar of the earlier version that its hosts have open; at the same place as one of the version under test. */
    Path runtimeJar() {
        return home.resolve("repository/dev/shuttle/shuttle-runtime/0.1.0/shuttle-runtime-0.1.0.jar");
    }

    Path path() {
        return home;
    }

    /** The notes beside the home. */
    String recorded(String file) throws IOException {
        return Files.readString(running.resolve(file)).strip();
    }

    String administratorsKey() throws IOException {
        return Files.readString(home.resolve("admin.key")).strip();
    }

    @Override
    public void close() throws IOException {
        for (long pid : Processes.left(home)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        ControlPlane.on(home).deleteHome();
        lock.close();
    }
}
