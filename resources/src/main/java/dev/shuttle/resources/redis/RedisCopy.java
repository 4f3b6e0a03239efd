package dev.shuttle.resources.redis;

import dev.shuttle.resources.BackupTarget;
import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/** Copies the data of one project's Redis. */
final class RedisCopy {
    /** At most 512 MB are written. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int POLL_MILLIS = 20;
    private static final String SNAPSHOT = "dump.rdb";

    private final RedisFolder folder;
    private final String name;
    private final BackupTarget target;

    RedisCopy(RedisFolder folder, String name, BackupTarget target) {
        this.folder = folder;
        this.name = name;
        this.target = target;
    }

    /**
     * A snapshot of the server's memory at one moment. It is written as the append-only file of the copy: such a file may
     * begin with a snapshot, and in ours nothing comes after it. All versions since 5 read that, those with several
     * files (7) as the file of an older version.
     */
    void inUse(Jedis admin) throws IOException, InterruptedException, ProvisioningException {
        Path snapshot = folder.data().resolve(SNAPSHOT);
        Files.deleteIfExists(snapshot);
        try {
            admin.bgsaveSchedule();
            await(admin, snapshot);
            head();
            target.file(name + "/data/appendonly.aof", snapshot);
        } finally {
            Files.deleteIfExists(snapshot);
        }
    }

    private void await(Jedis admin, Path snapshot) throws InterruptedException, ProvisioningException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(snapshot)) { // it appears by a rename
            String info = admin.info("persistence");
            boolean failed = info.contains("rdb_last_bgsave_status:err") && info.contains("rdb_bgsave_in_progress:0");
            if (failed || System.nanoTime() - end > 0) {
                throw new ProvisioningException("The Redis in " + folder.path() + " did not write its snapshot"
                        + (failed ? "" : " in " + PATIENCE.toSeconds() + " seconds")
                        + ". Is there space on the disk? Its last lines, from "
                        + folder.log().file() + ":\n" + folder.log().tail());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** With no server: its files as they are. */
    void atRest() throws IOException {
        head();
        if (Files.isDirectory(folder.data())) {
            copy(name + "/data", folder.data());
        }
    }

    private void head() throws IOException {
        target.directory(name, folder.path());
        target.text(name + "/server.properties", folder.portableProperties());
        if (Files.isDirectory(folder.data())) {
            target.directory(name + "/data", folder.data());
        }
    }

    private void copy(String into, Path directory) throws IOException {
        List<Path> children;
        try (Stream<Path> found = Files.list(directory)) {
            children = found.sorted().toList();
        }
        for (Path child : children) {
            String childName = into + "/" + child.getFileName();
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                target.directory(childName, child);
                copy(childName, child);
            } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                target.file(childName, child);
            }
        }
    }
}
