package dev.shuttle.proxy;

/**
 * A request that is over, with its answer.
 *
 * @param status of the answer; {@link #CLIENT_LEFT} if the client left before there was one
 * @param received bytes of the request's body, without framing
 * @param sent bytes of the answer's body; those of a WebSocket are not counted
 * @param nanos from the request's head to the end of the answer
 */
public record FinishedRequest(int status, long received, long sent, long nanos) {

    /** As nginx writes it. */
    public static final int CLIENT_LEFT = 499;
}
