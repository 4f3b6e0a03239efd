package dev.shuttle.it;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Writes 1, 2, 3 … to all resources of a project, one after another, until it is closed; a write that fails, fails it. */
final class SequenceWriter implements AutoCloseable {
    private final Infra infra;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Thread writer = new Thread(this::write, "counting");
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    SequenceWriter(Infra infra) {
        this.infra = infra;
        writer.start();
    }

    private void write() {
        try {
            while (!closed) {
                int next = acknowledged.get() + 1;
                infra.sql("INSERT INTO n VALUES (" + next + ")");
                infra.redis("SET n " + next);
                infra.ask("/write", "" + next);
                acknowledged.set(next);
            }
        } catch (IOException | InterruptedException | AssertionError e) {
            failure = e;
        }
    }

    /** The last number that is in all of them. */
    int acknowledged() {
        return acknowledged.get();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        writer.join();
        if (failure != null) {
            throw new AssertionError("A write failed while the backup was made", failure);
        }
    }
}
