package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.log.LineSink;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that reads the output files of all hosts. Thread-safe. */
final class HostOutput implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostOutput.class);

    /** Soon enough for somebody who follows a log. */
    private static final long POLL_MILLIS = 100;

    /** Read at a time of one file: with the time above a bound on what one host can make the log take. */
    private static final int BUFFER_BYTES = 512 << 10;

    private final Set<OutputTail> tails = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "host-output");
    private final byte[] buffer = new byte[BUFFER_BYTES];

    HostOutput() {
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    OutputTail follow(HostDirectory directory, LineSink sink) throws IOException {
        OutputTail tail = new OutputTail(directory, sink, buffer);
        tails.add(tail);
        return tail;
    }

    /** Hands on the last lines of a host that has ended. */
    void finish(OutputTail tail) {
        tails.remove(tail);
        synchronized (buffer) {
            tail.finish();
        }
    }

    @Override
    public void close() {
        tails.forEach(OutputTail::close); // before the interrupt, which would close a file between a line and its note
        thread.interrupt();
        tails.clear();
    }

    private void run() {
        try {
            while (true) {
                tails.forEach(this::poll);
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void poll(OutputTail tail) {
        try {
            synchronized (buffer) {
                tail.poll();
            }
        } catch (IOException | RuntimeException e) {
            tails.remove(tail);
            LOG.warn("The output of a host cannot be read any more: {}", e.toString());
        }
    }
}
