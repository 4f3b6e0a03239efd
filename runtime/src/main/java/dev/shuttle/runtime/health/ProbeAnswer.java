package dev.shuttle.runtime.health;

/**
 * The outcome of one probe.
 *
 * @param kind how far it came
 * @param status of the answer, if it is HTTP; otherwise 0
 */
record ProbeAnswer(Kind kind, int status) {
    enum Kind {
        /** Nothing listens there. */
        REFUSED,
        /** It could not be asked, for want of file descriptors say, which tells nothing of the service. */
        UNKNOWN,
        /** The connection was accepted, and nothing came in time. */
        SILENT,
        /** Something else came, or the connection was closed without a word. */
        NOT_HTTP,
        /** The first frame of a server that speaks HTTP/2 only, as those of gRPC do. */
        HTTP2,
        HTTP
    }

    static ProbeAnswer without(Kind kind) {
        return new ProbeAnswer(kind, 0);
    }

    /** Whether an app has noticed the probe, and may have logged it. */
    boolean isHeard() {
        return kind != Kind.REFUSED && kind != Kind.UNKNOWN;
    }

    boolean is(int expected) {
        return kind == Kind.HTTP && status == expected;
    }
}
