package dev.shuttle.protocol.client;

/** Hears how much of an upload is on its way. Called often, by threads that send: it must be quick. */
@FunctionalInterface
public interface UploadListener {

    /** Hears nothing. */
    UploadListener NONE = (sent, total) -> {};

    /**
     * More was sent. Starts over if the upload is repeated.
     *
     * @param sent bytes handed to the connection so far
     * @param total bytes in all
     */
    void sent(long sent, long total);
}
