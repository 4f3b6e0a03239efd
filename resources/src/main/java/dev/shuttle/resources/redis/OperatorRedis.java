package dev.shuttle.resources.redis;

import dev.shuttle.os.Digests;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.RandomPassword;
import dev.shuttle.resources.ServerWatch;
import dev.shuttle.resources.Share;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * {@code @Redis} from a server of the operator's: an ACL user for each project and name, who reaches keys and channels
 * that begin with {@code PROJECT:} (of a name other than {@code default}: {@code PROJECT:NAME:}). Names of keys, though
 * not their values, can be seen by all through SCAN and RANDOMKEY. Users made so vanish when the server restarts without
 * an ACL file: those that were asked for in this run are brought back within seconds. Redis 6.2 or newer. One server is for one Shuttle. Thread-safe.
 */
public final class OperatorRedis implements Provisioner {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorRedis.class);

    /** Commands that client libraries send on their own; a server that does not know one of them is as good. */
    private static final List<String> HARMLESS =
            List.of("+client|setname", "+client|getname", "+client|id", "+client|setinfo");

    private static final Duration CHECK = Duration.ofSeconds(5);

    private final RedisUrl server;
    private final ScheduledExecutorService watch = ServerWatch.named("redis-users");
    private final Map<Share, String> permitted = new ConcurrentHashMap<>();
    private @Nullable ScheduledFuture<?> check;
    private String run = "";

    /**
     * No I/O.
     *
     * @param server where, and as whom: a user who may use ACL
     */
    public OperatorRedis(RedisUrl server) {
        this.server = server;
    }

    @Override
    public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
        Share share = new Share(project, name);
        return Map.of("username", username(share), "password", RandomPassword.next());
    }

    @Override
    public Map<String, String> ensure(String project, String name, Map<String, String> draft)
            throws ProvisioningException {
        Share share = new Share(project, name);
        try (Jedis jedis = server.connect()) {
            permit(jedis, share, draft.getOrDefault("password", ""));
            new RedisShares(jedis).remember(share);
            keep(jedis, share, draft.getOrDefault("password", ""));
        } catch (JedisException e) {
            throw failed("make the user " + username(share), e);
        }
        Map<String, String> output = new LinkedHashMap<>(draft);
        output.put("host", server.host());
        output.put("port", Integer.toString(server.port()));
        output.put("tls", Boolean.toString(server.tls()));
        output.put("username", username(share));
        output.put("database", Integer.toString(server.database()));
        output.put("keyPrefix", share.keyPrefix());
        return output;
    }

    private synchronized void keep(Jedis jedis, Share share, String password) {
        permitted.put(share, password);
        if (check == null) {
            run = runOf(jedis);
            check = watch.scheduleWithFixedDelay(
                    this::restore, CHECK.toMillis(), CHECK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Another run of the server knows no user that was made in the one before. */
    private synchronized void restore() {
        try (Jedis jedis = server.connect()) {
            String now = runOf(jedis);
            if (!now.equals(run)) {
                permitted.forEach((share, password) -> permit(jedis, share, password));
                run = now;
                LOG.info(
                        "The Redis server at {} has restarted; {} users were created again",
                        server.address(),
                        permitted.size());
            }
        } catch (JedisException e) {
            LOG.debug("The Redis server at {} does not answer", server.address(), e);
        }
    }

    private static String runOf(Jedis jedis) {
        return jedis.info("server")
                .lines()
                .filter(line -> line.startsWith("run_id:"))
                .findFirst()
                .orElse("");
    }

    /** In one command, and so at once: a user who is connected notices nothing. */
    private static void permit(Jedis jedis, Share share, String password) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("The draft has no password");
        }
        jedis.aclSetUser(
                username(share),
                "reset",
                "on",
                "#" + Digests.sha256Hex(password.getBytes(StandardCharsets.UTF_8)),
                "~" + share.keyPrefix() + "*",
                "resetchannels",
                "&" + share.keyPrefix() + "*",
                "+@all",
                "-@admin",
                "-@dangerous",
                "-@scripting");
        for (String rule : HARMLESS) {
            try {
                jedis.aclSetUser(username(share), rule);
            } catch (JedisDataException e) {
                // An older or newer server that has no such command.
            }
        }
    }

    /** Deletes the keys of the share, and its user; keys of the project's other names stay. */
    @Override
    public void destroy(String project, String name, Map<String, String> draft) throws ProvisioningException {
        Share share = new Share(project, name);
        permitted.remove(share);
        try (Jedis jedis = server.connect()) {
            jedis.aclSetUser(username(share), "off");
            if (!new RedisShares(jedis).deleteKeys(share)) {
                throw new ProvisioningException(
                        "Not all keys that begin with " + share.keyPrefix() + " on the Redis at " + server.address()
                                + " could be deleted in a minute: there are very many. Try again.");
            }
            jedis.aclDelUser(username(share));
            new RedisShares(jedis).forget(share);
        } catch (JedisException e) {
            throw failed("delete the user " + username(share), e);
        }
    }

    private static String username(Share share) {
        return share.identifier();
    }

    private ProvisioningException failed(String what, JedisException e) {
        String next = e instanceof JedisAccessControlException
                ? "Are user and password right, and may the user use ACL and all keys?"
                : e instanceof JedisConnectionException
                        ? "Is it up, and can it be reached from here?"
                        : "It must be Redis 6.2 or newer, and the user must be allowed to use ACL.";
        return ProvisioningException.refused(what + " on the Redis server at " + server.address(), e, next);
    }

    @Override
    public boolean isSecret(String key) {
        return key.equals("password");
    }

    /** The server is not ours, and goes on. */
    @Override
    public void close() {
        watch.shutdownNow();
    }
}
