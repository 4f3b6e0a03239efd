package dev.shuttle.resources.redis;

import dev.shuttle.resources.Share;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Which shares a server of the operator's holds, kept in that server itself: no project is called shuttle. */
record RedisShares(Jedis jedis) {
    private static final String REGISTER = "shuttle:shares";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int KEYS_AT_ONCE = 1_000;

    void remember(Share share) {
        jedis.sadd(REGISTER, share.toString());
    }

    void forget(Share share) {
        jedis.srem(REGISTER, share.toString());
    }

    /** False if it could not be done in a minute. The prefix holds no character that a pattern gives a meaning to. */
    boolean deleteKeys(Share share) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> others = prefixesWithin(share);
        ScanParams pattern = new ScanParams().match(share.keyPrefix() + "*").count(KEYS_AT_ONCE);
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        do {
            ScanResult<byte[]> found = jedis.scan(cursor, pattern); // as bytes: a key need not be text
            byte[][] keys = found.getResult().stream()
                    .filter(key -> others.stream().noneMatch(prefix -> begins(key, prefix)))
                    .toArray(byte[][]::new);
            if (keys.length > 0) {
                jedis.unlink(keys);
            }
            cursor = found.getCursorAsBytes();
            if (System.nanoTime() - end > 0) {
                return false;
            }
        } while (!Arrays.equals(cursor, ScanParams.SCAN_POINTER_START_BINARY));
        return true;
    }

    private static boolean begins(byte[] key, String prefix) {
        return new String(key, StandardCharsets.ISO_8859_1).startsWith(prefix);
    }

    /** The default's keys begin as those of the project's other names do. */
    private List<String> prefixesWithin(Share share) {
        return jedis.smembers(REGISTER).stream()
                .filter(member -> member.startsWith(share.project() + "/") && !member.equals(share.toString()))
                .map(member -> new Share(
                                share.project(),
                                member.substring(share.project().length() + 1))
                        .keyPrefix())
                .filter(prefix -> prefix.startsWith(share.keyPrefix())
                        && prefix.length() > share.keyPrefix().length())
                .toList();
    }
}
