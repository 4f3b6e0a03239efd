package dev.shuttle.resources;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of faults that come again and again: an equal one, with its stack trace, once; then a line every ten minutes. */
final class RepeatedFaults {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedFaults.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final String label;
    private String last = "";
    private long told;
    private int untold;

    RepeatedFaults(String label) {
        this.label = label;
    }

    /** The clause says what could not be done. */
    synchronized void tell(String clause, Throwable fault) {
        String text = clause + ": " + fault;
        long now = System.nanoTime();
        if (!text.equals(last)) {
            LOG.error("The {} {}", label, clause, fault);
        } else if (now - told >= SILENCE.toNanos()) {
            LOG.error("The {} {} ({} times more)", label, text, untold + 1);
        } else {
            untold++;
            return;
        }
        last = text;
        told = now;
        untold = 0;
    }
}
