package dev.shuttle.it.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;

/** Small requests, as many at once as told: more than one are pipelined, and answered in their order. */
final class Gets implements Kind {
    private final ConnectionRecord seen;
    private final int atOnce;
    private final long pauseMillis;
    private long number;

    Gets(ConnectionRecord seen, int atOnce, long pauseMillis) {
        this.seen = seen;
        this.atOnce = atOnce;
        this.pauseMillis = pauseMillis;
    }

    @Override
    public String name() {
        return atOnce > 1 ? "pipelined GET" : "GET";
    }

    @Override
    public long converse(HttpConnection connection) throws IOException {
        Set<String> then = seen.begin();
        long first = number + 1;
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = 0; i < atOnce; i++) {
            requests.writeBytes(connection.head("GET", target(++number)));
        }
        connection.write(requests.toByteArray());
        for (long asked = first; asked <= number; asked++) {
            seen.answer(then, connection.answer().expect(200).labelBefore(target(asked)));
        }
        return pauseMillis;
    }

    /** No two alike: an answer to another request would be noticed. */
    private String target(long of) {
        return "/echo/" + seen.connection() + "?number=" + of;
    }
}
