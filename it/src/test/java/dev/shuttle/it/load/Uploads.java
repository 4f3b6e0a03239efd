package dev.shuttle.it.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.SplittableRandom;

/** Bodies of 1 MiB, never the same twice, at once with a length or bit by bit in chunks; answered with their digest. */
final class Uploads implements Kind {
    private static final int SIZE = 1 << 20;
    /** No divisor of anything. */
    private static final int CHUNK = 131_101;

    private static final long BETWEEN_CHUNKS_MILLIS = 100;
    private static final long PAUSE_MILLIS = 2000;

    private final ConnectionRecord seen;
    private final boolean chunked;
    private final SplittableRandom random;

    Uploads(ConnectionRecord seen, boolean chunked) {
        this.seen = seen;
        this.chunked = chunked;
        this.random = new SplittableRandom(seen.connection());
    }

    @Override
    public String name() {
        return chunked ? "chunked POST" : "POST";
    }

    @Override
    public long converse(HttpConnection connection) throws IOException, InterruptedException {
        byte[] body = new byte[SIZE];
        random.nextBytes(body);
        Set<String> then = seen.begin();
        if (chunked) {
            writeChunks(connection, body);
        } else {
            connection.write(connection.head("POST", "/digest", "Content-Length: " + SIZE));
            connection.write(body);
        }
        seen.answer(then, connection.answer().expect(200).labelBefore(digest(body)));
        return PAUSE_MILLIS;
    }

    private static void writeChunks(HttpConnection connection, byte[] body) throws IOException, InterruptedException {
        connection.write(connection.head("POST", "/digest", "Transfer-Encoding: chunked"));
        for (int at = 0; at < body.length; at += CHUNK) {
            byte[] chunk = Arrays.copyOfRange(body, at, Math.min(body.length, at + CHUNK));
            connection.write((Integer.toHexString(chunk.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            connection.write(chunk);
            connection.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread.sleep(BETWEEN_CHUNKS_MILLIS);
        }
        connection.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
