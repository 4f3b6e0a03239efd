package dev.shuttle.controlplane.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request's body that must come at a pace, and be there in time. The server ends a silence; here that gets its words,
 * and who sends a byte now and then is ended too. For one thread.
 */
public final class PacedBody extends FilterInputStream {
    private final Duration silence;
    private final long bytesPerSecond;
    private final Duration longest;
    private final long begun = System.nanoTime();
    private long bytes;

    public PacedBody(InputStream in, Duration silence, long bytesPerSecond, Duration longest) {
        super(in);
        this.longest = longest;
        this.silence = silence;
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Gives what has come, instead of waiting for a full buffer. */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = readNext(buffer, offset, length);
        bytes += Math.max(count, 0);
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        if (count >= 0 && taken.compareTo(silence) > 0 && bytes / Math.max(1, taken.toSeconds()) < bytesPerSecond) {
            throw new ProblemException(
                    408,
                    "Too slow",
                    "The body arrived at less than " + bytesPerSecond
                            + " bytes per second; send it again over a faster connection.");
        }
        if (count >= 0 && taken.compareTo(longest) > 0) {
            throw new ProblemException(
                    408,
                    "Too slow",
                    "The body took longer than the " + longest.toSeconds()
                            + " s allowed; send it again over a faster connection, or send less.");
        }
        return count;
    }

    private int readNext(byte[] buffer, int offset, int length) throws IOException {
        try {
            return super.read(buffer, offset, length);
        } catch (IOException e) {
            if (isSilence(e)) {
                throw new ProblemException(
                        408,
                        "Too slow",
                        "No byte of the body arrived for " + silence.toSeconds() + " s; send it again.");
            }
            throw new LeftException(e);
        }
    }

    private static boolean isSilence(@Nullable Throwable e) {
        return e != null && (e instanceof TimeoutException || isSilence(e.getCause()));
    }

    /** The client closed the connection before its body was complete. */
    public static final class LeftException extends IOException {
        private static final long serialVersionUID = 1L;

        LeftException(IOException cause) {
            super("The client left before its body was whole", cause);
        }
    }
}
