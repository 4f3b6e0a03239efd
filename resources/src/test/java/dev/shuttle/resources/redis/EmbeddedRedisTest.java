package dev.shuttle.resources.redis;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.resources.Await;
import dev.shuttle.resources.Binaries;
import dev.shuttle.resources.CrashingOwner;
import dev.shuttle.resources.LeftProcesses;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.resources.Share;
import dev.shuttle.resources.Sql;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisException;

@Timeout(60)
class EmbeddedRedisTest {
    @TempDir
    Path directory;

    private Path folder;
    private EmbeddedRedis redis;

    @BeforeEach
    void open() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        folder = directory.resolve("redis");
        redis = new EmbeddedRedis(folder, Binaries::redis);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        redis.close();
        assertEquals(List.of(), LeftProcesses.stayingIn(directory.toRealPath()));
    }

    @Test
    void aProjectHasAServerOfItsOwnWithAnyKeyAndItsPassword() throws Exception {
        Map<String, String> one = ensure("one", "default");
        Map<String, String> two = ensure("two", "default");

        assertNotEquals(one.get("port"), two.get("port"));
        assertEquals("", one.get("keyPrefix"));
        assertEquals("false", one.get("tls"));
        try (Jedis jedis = connect(one)) {
            jedis.set("any", "1");
            jedis.publish("any", "1");
            assertEquals("1", jedis.eval("return redis.call('get', 'any')"));
        }
        try (Jedis jedis = connect(two)) {
            assertFalse(jedis.exists("any"));
        }
        assertThrows(JedisException.class, () -> connect(with(one, "password", Sql.value(two, "password")))
                .close());
        assertThrows(JedisException.class, () -> {
            try (Jedis jedis = connect(with(one, "password", ""))) {
                jedis.get("any");
            }
        });
    }

    @Test
    void aProjectCannotMakeTheServerWriteFilesOrEnd() throws Exception {
        try (Jedis jedis = connect(ensure("one", "default"))) {
            assertThrows(JedisException.class, () -> jedis.configSet("dir", "/tmp"));
            assertThrows(JedisException.class, () -> jedis.aclSetUser("x"));
            assertThrows(JedisException.class, jedis::save);
            assertThrows(JedisException.class, () -> jedis.moduleLoad("/tmp/x.so"));
            assertThrows(JedisException.class, () -> jedis.replicaof("127.0.0.1", 1));
            assertEquals("OK", jedis.clientSetname("x"));
        }
    }

    @Test
    void whatExpiresIsToldToThoseThatListenForIt() throws Exception {
        Map<String, String> output = ensure("one", "default");
        try (Jedis jedis = connect(output)) {
            // Spring Session, Spring Data: they ask, and only where it is empty they set it.
            assertEquals("AKE", jedis.configGet("notify-keyspace-events").get("notify-keyspace-events"));
        }
        List<String> told = new CopyOnWriteArrayList<>();
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onPSubscribe(String pattern, int channels) {
                try (Jedis other = connect(output)) {
                    other.psetex("session", 1, "x");
                }
            }

            @Override
            public void onPMessage(String pattern, String channel, String message) {
                told.add(message);
                punsubscribe();
            }
        };
        try (Jedis jedis = connect(output)) {
            jedis.psubscribe(listener, "__keyevent@*__:expired");
        }

        assertEquals(List.of("session"), told);
    }

    @Test
    void noPasswordIsAmongItsConfiguration() throws Exception {
        Map<String, String> output = ensure("one", "default");
        try (Jedis jedis = connect(output)) {
            Map<String, String> configuration = jedis.configGet("*");

            assertEquals("", configuration.get("requirepass"));
            assertEquals("", configuration.get("masterauth"));
            assertFalse(configuration.containsValue(output.get("password")));
        }
    }

    @Test
    void howItIsUsedIsTold() throws Exception {
        Map<String, String> draft = redis.draft("todo", "default", List.of());
        assertThrows(ProvisioningException.class, () -> redis.statistics("todo", draft), "it does not run yet");
        Map<String, String> output = redis.ensure("todo", "default", draft);
        try (Jedis jedis = connect(output)) {
            jedis.set("one", "1");
            jedis.set("two", "2");

            ResourceStatistics told = redis.statistics("todo", output).orElseThrow();

            assertEquals(2, told.keys());
            assertEquals(
                    new ResourceStatistics.Connections("open", 1),
                    told.connections().get(0));
            assertTrue(told.bytes() > 100_000 && told.mostConnections() > 0, told.toString());
        }
    }

    @Test
    void namesOfOneProjectShareAServerAndDifferByDatabase() throws Exception {
        Map<String, String> first = redis.draft("todo", "default", List.of());
        Map<String, String> second = redis.draft("todo", "cache", List.of(first));
        assertEquals("0", first.get("database"));
        assertEquals("1", second.get("database"));
        assertEquals(first.get("password"), second.get("password"));
        assertEquals("0", redis.draft("todo", "third", List.of(second)).get("database"));
        Map<String, String> one = redis.ensure("todo", "default", first);
        Map<String, String> two = redis.ensure("todo", "cache", second);
        assertEquals(one.get("port"), two.get("port"));
        set(one, "k", "kept");
        set(two, "k", "gone");

        redis.destroy("todo", "cache", second);
        redis.destroy("todo", "cache", second);

        assertEquals("kept", get(one, "k"));
        redis.close();
        redis = new EmbeddedRedis(folder, Binaries::redis);
        redis.destroy("todo", "default", first);
        redis.destroy("todo", "default", first);
        assertFalse(Files.exists(folder.resolve("projects/todo")));
        assertEquals(List.of(), LeftProcesses.stayingIn(directory.toRealPath()));
    }

    @Test
    void dataPortAndPasswordOutliveARestart() throws Exception {
        Map<String, String> draft = redis.draft("todo", "default", List.of());
        Map<String, String> output = redis.ensure("todo", "default", draft);
        set(output, "k", "v");
        redis.close();

        redis = new EmbeddedRedis(folder, Binaries::redis);

        assertEquals(output, redis.ensure("todo", "default", draft));
        assertEquals("v", get(output, "k"));
        redis.close();
        int port = Integer.parseInt(Sql.value(output, "port"));
        try (ServerSocket stranger = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertTrue(stranger.isBound());
            redis = new EmbeddedRedis(folder, Binaries::redis);
            Map<String, String> moved = redis.ensure("todo", "default", draft);
            assertNotEquals(output.get("port"), moved.get("port"));
            assertEquals("v", get(moved, "k"));
        }
    }

    @Test
    void anotherPasswordHoldsAtOnce() throws Exception {
        Map<String, String> draft = redis.draft("todo", "default", List.of());
        Map<String, String> before = redis.ensure("todo", "default", draft);
        Map<String, String> after = redis.ensure("todo", "default", with(draft, "password", "another"));

        assertEquals("PONG", ping(after));
        assertThrows(JedisException.class, () -> ping(before));
    }

    @Test
    void aDatabaseThatIsWrittenToIsCopiedAsOfOneMoment() throws Exception {
        Map<String, String> source = redis.draft("shop", "default", List.of());
        Map<String, String> cache = redis.draft("shop", "cache", List.of(source));
        Map<String, String> shop = redis.ensure("shop", "default", source);
        redis.ensure("shop", "cache", cache);
        set(redis.ensure("shop", "cache", cache), "k", "of the cache");
        Map<String, String> first = redis.draft("shop-pr-1", "cache", List.of());
        Map<String, String> target = redis.draft("shop-pr-1", "default", List.of(first)); // another database
        Map<String, String> preview = redis.ensure("shop-pr-1", "default", target);
        set(redis.ensure("shop-pr-1", "cache", first), "k", "its own");
        try (Jedis jedis = connect(shop)) {
            jedis.hset("h", Map.of("a", "1"));
            jedis.zadd("z", 1.5, "one");
            jedis.setex("soon", 1000, "gone");
            jedis.xadd("s", StreamEntryID.NEW_ENTRY, Map.of("f", "v"));
            for (int i = 0; i < 2000; i++) {
                jedis.set("many:" + i, "x".repeat(i));
            }
        }
        assertTrue(redis.isEmpty(new Share("shop-pr-1", "default"), target));
        assertFalse(redis.isEmpty(new Share("shop", "default"), source));
        set(preview, "former", "1");
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            try (Jedis jedis = connect(shop)) {
                while (!over.get()) {
                    Transaction both = jedis.multi();
                    both.incr("left");
                    both.incr("right");
                    both.exec();
                }
            }
        });
        writer.start();
        try {
            Await.until("it is written to", () -> get(shop, "left") != null);

            redis.copy(new Share("shop", "default"), source, new Share("shop-pr-1", "default"), target);
        } finally {
            over.set(true);
            writer.join();
        }

        try (Jedis jedis = connect(preview)) {
            assertEquals(2006, jedis.dbSize());
            assertEquals(jedis.get("left"), jedis.get("right"));
            assertEquals("1", jedis.hget("h", "a"));
            assertEquals(1.5, jedis.zscore("z", "one"));
            assertEquals(1, jedis.xlen("s"));
            assertTrue(jedis.ttl("soon") > 900 && jedis.ttl("h") == -1);
            assertEquals("x".repeat(1999), jedis.get("many:1999"));
        }
        assertEquals("its own", get(redis.ensure("shop-pr-1", "cache", first), "k"));
        assertEquals("of the cache", get(redis.ensure("shop", "cache", cache), "k"));
        assertFalse(Files.exists(folder.resolve("copy")));
    }

    @Test
    void killedItIsBackByItself() throws Exception {
        Map<String, String> output = ensure("todo", "default");
        set(output, "k", "v");
        try (Jedis jedis = connect(output)) {
            jedis.waitAOF(0, 0, 0);
        } catch (JedisException e) {
            Thread.sleep(1_100); // before 7.2 it cannot be asked: it writes every second
        }
        long killed = RedisFolder.open(folder.resolve("projects/todo")).pid();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();

        Await.until(
                "Redis is back",
                () -> RedisFolder.open(folder.resolve("projects/todo")).pid() != killed && answers(output));
        assertEquals("v", get(output, "k"));
    }

    @Test
    void theNextProcessAdoptsWhatACrashLeft() throws Exception {
        CrashingOwner.run("redis", folder, "secret");
        long pid = RedisFolder.open(folder.resolve("projects/todo")).pid();

        Map<String, String> output = redis.ensure("todo", "default", CrashingOwner.draft("redis", "secret"));

        assertEquals("PONG", ping(output));
        assertEquals(pid, RedisFolder.open(folder.resolve("projects/todo")).pid());
    }

    @Test
    void theServerOfACopiedFolderIsNotTheOneOfItsOrigin() throws Exception {
        Map<String, String> output = ensure("todo", "default");
        set(output, "of", "origin");
        Path copied = directory.resolve("copied");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copied.resolve(folder.relativize(file).toString()), COPY_ATTRIBUTES);
            }
        }

        try (EmbeddedRedis copy = new EmbeddedRedis(copied, Binaries::redis)) {
            Map<String, String> ofCopy = copy.ensure("todo", "default", output);
            assertNotEquals(output.get("port"), ofCopy.get("port"));
            set(ofCopy, "of", "copy");
        }

        assertEquals("origin", get(output, "of"));
    }

    @Test
    void closingStopsWhatACrashLeftThoughItWasNotUsed() throws Exception {
        CrashingOwner.run("redis", folder, "secret");
        assertFalse(LeftProcesses.in(directory.toRealPath()).isEmpty());
        redis.close();
    }

    @Test
    void noPasswordOfTheProjectsIsInAFileOrACommandLine() throws Exception {
        String password = Sql.value(ensure("todo", "default"), "password");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(password), file.toString());
            }
        }
        long pid = RedisFolder.open(folder.resolve("projects/todo")).pid();
        assertFalse(Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains(password));
    }

    private Map<String, String> ensure(String project, String name) throws Exception {
        return redis.ensure(project, name, redis.draft(project, name, List.of()));
    }

    private static String ping(Map<String, String> output) {
        try (Jedis jedis = connect(output)) {
            return jedis.ping();
        }
    }

    private static boolean answers(Map<String, String> output) {
        try {
            return ping(output).equals("PONG");
        } catch (JedisException e) {
            return false;
        }
    }

    private static void set(Map<String, String> output, String key, String value) {
        try (Jedis jedis = connect(output)) {
            jedis.set(key, value);
        }
    }

    private static String get(Map<String, String> output, String key) {
        try (Jedis jedis = connect(output)) {
            return jedis.get(key);
        }
    }

    static Jedis connect(Map<String, String> output) {
        return new RedisUrl(
                        Sql.value(output, "host"),
                        Integer.parseInt(Sql.value(output, "port")),
                        false,
                        Sql.value(output, "username"),
                        Sql.value(output, "password"),
                        Integer.parseInt(Sql.value(output, "database")))
                .connect();
    }

    private static Map<String, String> with(Map<String, String> output, String key, String value) {
        Map<String, String> changed = new HashMap<>(output);
        changed.put(key, value);
        return changed;
    }
}
