package dev.shuttle.controlplane.log;

/** Takes the lines of one source of one deployment's log. Thread-safe; never blocks on a reader; never throws. */
@FunctionalInterface
public interface LineSink {

    /**
     * Takes a line.
     *
     * @param stream {@code out} or {@code err}
     * @param line without its end; cut by the log if it is longer than the log's bound
     */
    void line(String stream, String line);
}
