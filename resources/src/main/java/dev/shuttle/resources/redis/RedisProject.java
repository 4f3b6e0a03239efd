package dev.shuttle.resources.redis;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.BackupTarget;
import dev.shuttle.resources.BundledBinaries;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.resources.ServerContainment;
import dev.shuttle.resources.Share;
import dev.shuttle.resources.SupervisedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A project's Redis: its server, and which of its databases are in use. Thread-safe. */
final class RedisProject implements AutoCloseable {
    private final Path path;
    private final SupervisedServer kept;

    RedisProject(Path path, BundledBinaries binaries, ScheduledExecutorService watch, ServerContainment containment) {
        this.path = path;
        this.kept = new SupervisedServer(new RedisServer(path, binaries, containment), watch);
    }

    /** Returns the port. */
    synchronized int ensure(Share share, int database, String password)
            throws ProvisioningException, InterruptedException {
        try {
            RedisFolder folder = RedisFolder.open(path);
            String hash = RedisConfiguration.hash(password).substring(1);
            boolean changed = !folder.passwordHash().equals(hash);
            folder.use(share.name(), database, hash);
            int port = kept.use().port();
            if (changed) {
                setPassword(folder, port, hash);
            }
            return port;
        } catch (IOException | JedisException e) {
            throw failed("made ready", e);
        }
    }

    /** A server that runs already has the one of before. */
    private static void setPassword(RedisFolder folder, int port, String hash) {
        try (Jedis jedis = RedisServer.admin(folder, port, 0)) {
            jedis.aclSetUser("default", "resetpass", "#" + hash);
        }
    }

    /** True if nothing is left of the project's. */
    synchronized boolean destroy(Share share, int database) throws ProvisioningException, InterruptedException {
        try {
            RedisFolder folder = RedisFolder.open(path);
            if (!folder.isInUseBesides(share.name())) {
                kept.close();
                Trees.delete(path);
                return true;
            }
            if (!folder.isUse(share.name(), database)) {
                return false; // destroyed before: the database may be another name's by now
            }
            try (Jedis jedis = RedisServer.admin(folder, kept.use().port(), database)) {
                jedis.flushDB();
            }
            RedisFolder.open(path).release(share.name());
            return false;
        } catch (IOException | JedisException e) {
            throw failed("deleted", e);
        }
    }

    /** While it runs, or, if it is not in use yet, without starting it: it cannot start before this is over. */
    synchronized void copyInUse(String name, BackupTarget target)
            throws ProvisioningException, IOException, InterruptedException {
        if (!RedisFolder.exists(path)) {
            return; // destroyed meanwhile
        }
        if (!kept.isInUse()) {
            new RedisCopy(RedisFolder.open(path), name, target).atRest();
            return;
        }
        int port = kept.use().port();
        RedisFolder folder = RedisFolder.open(path);
        try (Jedis jedis = RedisServer.admin(folder, port, 0)) {
            new RedisCopy(folder, name, target).inUse(jedis);
        } catch (JedisException e) {
            throw failed("copied", e);
        }
    }

    synchronized boolean isEmpty(int database) throws ProvisioningException, InterruptedException {
        try (Jedis jedis = admin(database)) {
            return jedis.dbSize() == 0;
        } catch (IOException | JedisException e) {
            throw failed("asked", e);
        }
    }

    /**
     * Replaces the data of one of the databases by those of another server's, which nothing else uses. They are put into a
     * database without a name, which then takes the place of the other, so that clients see the former or the new.
     */
    synchronized void load(RedisProject source, int from, int database)
            throws ProvisioningException, InterruptedException {
        try (Jedis reads = source.admin(from);
                Jedis writes = admin(database)) {
            int spare = RedisFolder.open(path).spare();
            new RedisTransfer(reads, writes, spare).into(database);
        } catch (IOException | JedisException e) {
            throw failed("loaded", e);
        }
    }

    private Jedis admin(int database) throws IOException, ProvisioningException, InterruptedException {
        int port = kept.use().port();
        return RedisServer.admin(RedisFolder.open(path), port, database);
    }

    void copyAtRest(String name, BackupTarget target) throws ProvisioningException, IOException {
        kept.requireRest();
        if (RedisFolder.exists(path)) {
            new RedisCopy(RedisFolder.open(path), name, target).atRest();
        }
    }

    /** Of one of its databases, memory and connections of all. */
    synchronized ResourceStatistics statistics(int database) throws ProvisioningException, InterruptedException {
        try {
            if (!RedisFolder.exists(path) || !kept.isInUse()) {
                throw new ProvisioningException(
                        "The project's Redis does not run now. It starts when the project's service does.");
            }
            int port = kept.use().port();
            try (Jedis jedis = RedisServer.admin(RedisFolder.open(path), port, database)) {
                return statistics(jedis);
            }
        } catch (IOException | JedisException e) {
            throw failed("asked how it is used", e);
        }
    }

    private static ResourceStatistics statistics(Jedis jedis) {
        Map<String, String> info = new HashMap<>();
        jedis.info()
                .lines()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> info.put(pair[0], pair[1].strip()));
        long most = number(info, "maxmemory");
        long blocked = number(info, "blocked_clients");
        long open = number(info, "connected_clients") - 1; // without ours
        return new ResourceStatistics(
                number(info, "used_memory"),
                most == 0 ? null : most,
                jedis.dbSize(),
                List.of(
                        new ResourceStatistics.Connections("open", Math.max(0, open - blocked)),
                        new ResourceStatistics.Connections("blocked", blocked)),
                number(info, "maxclients"),
                null);
    }

    private static long number(Map<String, String> info, String name) {
        return Long.parseLong(info.getOrDefault(name, "0"));
    }

    private ProvisioningException failed(String what, Exception e) {
        return new ProvisioningException(
                "The Redis in " + path + " could not be " + what + ": " + e.getMessage() + ". See its log "
                        + path.resolve("server.log") + ", and try again.",
                e);
    }

    @Override
    public void close() {
        kept.close();
    }

    static Map<String, String> output(Map<String, String> draft, int port) {
        var output = new HashMap<>(draft);
        output.putAll(Map.of(
                "host", LoopbackPorts.HOST, "port", "" + port, "tls", "false", "username", "default", "keyPrefix", ""));
        return output;
    }
}
