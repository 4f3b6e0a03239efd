package dev.shuttle.controlplane.log;

import java.util.function.LongSupplier;

/**
 * Cuts a flood of lines: a log takes so many a second, and more in a burst. Once it is cut, nothing is taken for as long as a
 * second's lines take to be allowed again, so that what is left is in pieces that can be read, each with the number of lines
 * before it that are not there. Not thread-safe.
 */
final class FloodBound {
    /** Ten times what the most talkative services write, and what a disk takes easily. */
    static final int LINES_A_SECOND = 20_000;

    /** Such as all stack traces of a thread dump, or a start with debug output. */
    static final int BURST = 100_000;

    private static final double SECOND = 1e9;

    private final LongSupplier nanos;
    private double free = BURST;
    private long last;
    private boolean cutting;
    private long leftOut;

    FloodBound(LongSupplier nanos) {
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /** Whether one more line is taken. */
    boolean takes() {
        long now = nanos.getAsLong();
        free = Math.min(BURST, free + (now - last) / SECOND * LINES_A_SECOND);
        last = now;
        cutting = cutting ? free < LINES_A_SECOND : free < 1;
        if (cutting) {
            leftOut++;
            return false;
        }
        free--;
        return true;
    }

    /** How many were not taken since this was asked; 0 in the middle of them. */
    long leftOut() {
        if (cutting) {
            return 0;
        }
        return forgetLeftOut();
    }

    /** The same at the end of a log. */
    long forgetLeftOut() {
        long lines = leftOut;
        leftOut = 0;
        return lines;
    }
}
