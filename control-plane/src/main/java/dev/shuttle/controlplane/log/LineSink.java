package dev.shuttle.controlplane.log;

/** Takes the lines of one source of one deployment's log. Thread-safe; never blocks on a reader; never throws. */
public interface LineSink {
    /** At the end of a piece of a line that is not the last. */
    String GOES_ON = "…";

    /**
     * Takes a line.
     *
     * @param stream {@code out} or {@code err}
     * @param line without its end; several pieces of it in the log, if it is longer than the log's bound
     */
    void line(String stream, String line);

    /**
     * Where a line that is handed over in pieces may be cut, so that no secret is split, which could not be masked then.
     *
     * @param beginning of what is left of the line
     * @return the number of its characters for the next piece
     */
    int cut(String beginning);
}
