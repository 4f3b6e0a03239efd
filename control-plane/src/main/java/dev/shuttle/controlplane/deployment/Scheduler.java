package dev.shuttle.controlplane.deployment;

import java.time.Duration;

/** The time by which services are supervised: the machine's, or in tests one that is moved by hand. Thread-safe. */
public interface Scheduler extends AutoCloseable {

    /** By a clock that never goes back, as {@link System#nanoTime()}. */
    long nanoTime();

    /** Runs something short after a delay, on a thread of the scheduler's. */
    void schedule(Duration delay, Runnable work);

    @Override
    void close();
}
