package dev.shuttle.proxy;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thing that a connection waits for at a time. Moving it later, which happens with every part of a message, costs
 * a field write: the task that looks at it is moved only when it fires. For one event loop.
 */
final class Deadline {
    private final EventExecutor loop;
    private long at;
    private @Nullable Runnable action;
    private @Nullable ScheduledFuture<?> task;
    private long taskAt;

    Deadline(EventExecutor loop) {
        this.loop = loop;
    }

    void set(Duration in, Runnable then) {
        at = System.nanoTime() + in.toNanos();
        action = then;
        if (task == null || taskAt - at > 0) {
            schedule();
        }
    }

    void clear() {
        action = null;
    }

    /** Clears it and leaves no task behind. */
    void cancel() {
        clear();
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    private void schedule() {
        if (task != null) {
            task.cancel(false);
        }
        taskAt = at;
        task = loop.schedule(this::look, at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        task = null;
        Runnable due = action;
        if (due == null) {
            return;
        }
        if (at - System.nanoTime() > 0) {
            schedule();
            return;
        }
        action = null;
        due.run();
    }
}
