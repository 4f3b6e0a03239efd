package dev.shuttle.resources.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.resources.Await;
import dev.shuttle.resources.Binaries;
import dev.shuttle.resources.LeftProcesses;
import dev.shuttle.resources.ProvisioningException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

@Timeout(60)
class OperatorRedisTest {
    @TempDir
    Path directory;

    private EmbeddedRedis server;
    private RedisUrl url;
    private OperatorRedis redis;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        server = new EmbeddedRedis(directory.resolve("redis"), Binaries::redis);
        Map<String, String> any = server.ensure("any", "default", server.draft("any", "default", List.of()));
        RedisFolder folder = RedisFolder.open(directory.resolve("redis/projects/any"));
        url = RedisUrl.parse("redis://" + RedisConfiguration.ADMIN + ":" + folder.adminPassword() + "@127.0.0.1:"
                + any.get("port") + "/0");
        redis = new OperatorRedis(url);
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
        server.close();
        assertEquals(List.of(), LeftProcesses.stayingIn(directory.toRealPath()));
    }

    @Test
    void aProjectReachesItsOwnKeysAndChannelsAlone() throws Exception {
        Map<String, String> one = ensure("one", "default");
        Map<String, String> two = ensure("two", "default");
        assertEquals("one:", one.get("keyPrefix"));

        try (Jedis jedis = EmbeddedRedisTest.connect(one);
                Jedis other = EmbeddedRedisTest.connect(two)) {
            jedis.set("one:k", "v");
            jedis.publish("one:c", "m");
            assertEquals("OK", jedis.clientSetname("x"));
            assertThrows(JedisException.class, () -> other.get("one:k"));
            assertThrows(JedisException.class, () -> other.publish("one:c", "m"));
            assertThrows(JedisException.class, () -> jedis.set("k", "v"));
            assertThrows(JedisException.class, () -> jedis.get("shuttle:shares"));
            assertThrows(JedisException.class, jedis::flushAll);
            assertThrows(JedisException.class, () -> jedis.configGet("*"));
            assertThrows(JedisException.class, () -> jedis.keys("*"));
            assertThrows(JedisException.class, () -> jedis.eval("return 1"));
            assertThrows(JedisException.class, () -> jedis.aclSetUser("one_default", "~*"));
        }
    }

    @Test
    void usersThatARestartOfTheServerHasForgottenAreMadeAgain() throws Exception {
        Map<String, String> one = ensure("one", "default");
        String left = LeftProcesses.in(directory.toRealPath()).get(0);
        ProcessHandle process = ProcessHandle.of(Long.parseLong(left.substring(0, left.indexOf(' '))))
                .orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);

        Await.until("the user is let in again", () -> {
            try (Jedis jedis = EmbeddedRedisTest.connect(one)) {
                return jedis.set("one:k", "v").equals("OK");
            } catch (JedisException e) {
                return false;
            }
        });
    }

    @Test
    void namesOfAProjectAreApartAndDestroyedOneByOne() throws Exception {
        Map<String, String> one = ensure("todo", "default");
        Map<String, String> two = ensure("todo", "cache");
        assertEquals("todo:cache:", two.get("keyPrefix"));
        try (Jedis jedis = EmbeddedRedisTest.connect(one);
                Jedis cache = EmbeddedRedisTest.connect(two)) {
            jedis.set("todo:k", "v");
            jedis.set(new byte[] {'t', 'o', 'd', 'o', ':', -1}, new byte[] {1});
            cache.set("todo:cache:k", "v");
            assertThrows(JedisException.class, () -> cache.get("todo:k"));
        }

        redis.destroy("todo", "default", one);
        redis.destroy("todo", "default", one);

        try (Jedis admin = url.connect()) {
            assertNull(admin.get("todo:k"));
            assertEquals("v", admin.get("todo:cache:k"));
            assertFalse(admin.aclUsers().contains("todo_default"));
            redis.destroy("todo", "cache", two);
            assertEquals(0, admin.dbSize());
        }
    }

    @Test
    void aUserThatVanishedWithARestartIsBackWithTheSamePassword() throws Exception {
        Map<String, String> output = ensure("todo", "default");
        try (Jedis admin = url.connect()) {
            admin.aclDelUser("todo_default");
        }

        assertEquals(output, redis.ensure("todo", "default", output));

        try (Jedis jedis = EmbeddedRedisTest.connect(output)) {
            assertEquals("PONG", jedis.ping());
        }
    }

    @Test
    void aServerThatIsDownOrRefusesUsSaysSo() throws Exception {
        int unused = LoopbackPorts.next();
        OperatorRedis down = new OperatorRedis(RedisUrl.parse("redis://:secret@127.0.0.1:" + unused));
        ProvisioningException e = assertThrows(
                ProvisioningException.class, () -> down.ensure("todo", "default", Map.of("password", "x")));
        assertTrue(e.getMessage().contains("Is it up"), e.getMessage());
        assertFalse(e.getMessage().contains("secret"), e.getMessage());

        OperatorRedis wrong = new OperatorRedis(RedisUrl.parse("redis://x:wrong@" + url.address()));
        ProvisioningException refused = assertThrows(
                ProvisioningException.class, () -> wrong.ensure("todo", "default", Map.of("password", "x")));
        assertTrue(refused.getMessage().contains("Are user and password right"), refused.getMessage());
    }

    private Map<String, String> ensure(String project, String name) throws Exception {
        return redis.ensure(project, name, redis.draft(project, name, List.of()));
    }
}
