package dev.shuttle.it.load;

import java.io.IOException;
import java.util.Set;
import java.util.SplittableRandom;

/** Answers of 3 MiB that take three seconds or more, longer than a switch: every byte follows from a seed. */
final class LongDownloads implements Kind {
    private static final int PART = 32 * 1024; // as the app's
    private static final int PARTS = 96;
    private static final int BETWEEN_PARTS_MILLIS = 30;
    private static final long PAUSE_MILLIS = 100;

    private final ConnectionRecord seen;
    private final boolean chunked;
    private long number;

    LongDownloads(ConnectionRecord seen, boolean chunked) {
        this.seen = seen;
        this.chunked = chunked;
    }

    @Override
    public String name() {
        return chunked ? "chunked download" : "download";
    }

    @Override
    public long converse(HttpConnection connection) throws IOException {
        long seed = seen.connection() * 1_000_000L + ++number;
        Set<String> then = seen.begin();
        connection.write(connection.head(
                "GET",
                "/download?parts=%d&pause=%d&seed=%d%s"
                        .formatted(PARTS, BETWEEN_PARTS_MILLIS, seed, chunked ? "&chunked" : "")));
        Expected expected = new Expected(seed);
        Answer answer = connection.answer(expected::take).expect(200);
        expected.end();
        if (chunked == answer.headers().containsKey("content-length")) {
            throw new IOException("Not framed as asked: " + answer.headers());
        }
        seen.answer(then, String.valueOf(answer.headers().get("x-label")));
        return PAUSE_MILLIS;
    }

    /** The bytes that must come, wherever they are cut. */
    private static final class Expected {
        private final SplittableRandom random;
        private byte[] part = new byte[0];
        private int used;
        private long count;

        Expected(long seed) {
            random = new SplittableRandom(seed);
        }

        void take(byte[] bytes) throws IOException {
            for (byte each : bytes) {
                if (used == part.length) {
                    part = new byte[PART];
                    random.nextBytes(part);
                    used = 0;
                }
                if (each != part[used++]) {
                    throw new IOException("Byte " + count + " is wrong");
                }
                count++;
            }
        }

        void end() throws IOException {
            if (count != (long) PARTS * PART) {
                throw new IOException("Ended after " + count + " bytes");
            }
        }
    }
}
