package dev.shuttle.protocol.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** A way to send calls. Follows no redirect. Thread-safe. */
interface Transport {

    /** A control plane is near, or behind a VPN; one that has not accepted by then is not there. */
    Duration CONNECT = Duration.ofSeconds(10);

    /** The head of an answer, and its body, which the caller closes; closed before its end, the connection is too. */
    record Answer(Head head, InputStream body) {}

    /**
     * Sends, and returns as soon as the answer's head is there.
     *
     * @param head how long the head may take, the sending of the body included
     * @param silence how long a read of the answer's body may wait; a transport may wait for {@code head} there too
     */
    Answer send(Call call, Duration head, Duration silence) throws IOException, InterruptedException;
}
