package dev.shuttle.proxy;

/** A fault of a connection to an upstream, which is closed for it where it would be used otherwise. */
enum Unclean {
    BYTES_BEHIND(
            "The service sent bytes behind the end of an answer, which belong to no request. They were dropped, and its"
                    + " connections are not reused for a minute. Check what writes to a response after its end, and every"
                    + " Content-Length."),
    FORBIDDEN_CONTENT(
            "The service answered with a status that has no content (1xx, 204), and announced content all the same. It was"
                    + " dropped, and the connection closed. Send neither a body nor a Content-Length with it."),
    FOREIGN_SOCKET(
            "At the path of the service's socket, another user listens than the service's. Nothing was sent there; the service"
                    + " is reached by its port. Something has put a link in the place of the socket: restart the service."),
    EARLY("The service answered before it had read the whole request. The answer was passed on, and the connection"
            + " closed. Read the request's body to its end first, also when it is refused.");

    private final String text;

    Unclean(String text) {
        this.text = text;
    }

    /** For the log of the service. */
    String text() {
        return text;
    }
}
