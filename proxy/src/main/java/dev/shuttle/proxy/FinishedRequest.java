package dev.shuttle.proxy;

/**
 * A request that is over, with its answer.
 *
 * @param status of the answer; {@link #CLIENT_LEFT} if the client left before there was one
 * @param received bytes of the request's body, without framing; of a WebSocket, all that its client has sent
 * @param sent bytes of the answer's body, without framing; of a WebSocket, all that the service has sent
 * @param nanos from the request's head to the end of the answer, or of the WebSocket
 */
public record FinishedRequest(int status, long received, long sent, long nanos) {

    /** As nginx writes it. */
    public static final int CLIENT_LEFT = 499;

    private static final int SWITCHED = 101;

    /** Whether its time is that of a WebSocket, which lives for as long as its client likes. */
    public boolean isWebSocket() {
        return status == SWITCHED;
    }
}
