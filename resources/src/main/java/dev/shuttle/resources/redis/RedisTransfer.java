package dev.shuttle.resources.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Moves the keys of one database to another server's, by DUMP and RESTORE, which know every type. */
final class RedisTransfer {
    /** A server holds at most 512 MB. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** One time. */
    private static final int KEYS = 200;

    private final Jedis source;
    private final Jedis target;
    private final int spare;

    /**
     * Of two connections.
     *
     * @param source of which nothing changes meanwhile
     * @param spare a database of the target that has no use
     */
    RedisTransfer(Jedis source, Jedis target, int spare) {
        this.source = source;
        this.target = target;
        this.spare = spare;
    }

    /** Replaces what is in a database of the target, in one step at the end. */
    void into(int database) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        target.select(spare);
        target.flushDB();
        try {
            byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
            do {
                ScanResult<byte[]> found = source.scan(cursor, new ScanParams().count(KEYS));
                transfer(found.getResult());
                cursor = found.getCursorAsBytes();
                if (System.nanoTime() - end > 0) {
                    throw new IOException("the data could not be copied in " + PATIENCE.toMinutes() + " minutes");
                }
            } while (!Arrays.equals(cursor, ScanParams.SCAN_POINTER_START_BINARY));
            target.swapDB(spare, database);
        } finally {
            target.flushDB();
        }
    }

    private void transfer(List<byte[]> keys) {
        List<Response<byte[]>> values = new ArrayList<>();
        List<Response<Long>> lives = new ArrayList<>();
        try (Pipeline reading = source.pipelined()) {
            for (byte[] key : keys) {
                values.add(reading.dump(key));
                lives.add(reading.pttl(key));
            }
        }
        List<Response<String>> stored = new ArrayList<>();
        try (Pipeline writing = target.pipelined()) {
            for (int i = 0; i < keys.size(); i++) {
                byte[] value = values.get(i).get();
                if (value != null) { // its time was up meanwhile
                    stored.add(writing.restore(
                            keys.get(i), Math.max(0, lives.get(i).get()), value));
                }
            }
        }
        stored.forEach(Response::get); // which throws if it was refused
    }
}
