package dev.shuttle.controlplane.certificates;

import java.time.Duration;
import java.time.Instant;

/** When certificates are ordered again: at a third of the lifetime left, spread over a thirtieth of it by their names. */
final class Renewal {
    private static final int LEFT = 3;
    private static final int SPREAD = 30;
    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private Renewal() {}

    static Instant due(String name, IssuedCertificate certificate) {
        Duration lifetime = certificate.lifetime();
        return certificate
                .notAfter()
                .minus(lifetime.dividedBy(LEFT))
                .minusMillis(spread(name, lifetime.dividedBy(SPREAD)));
    }

    /** A part of a span, in milliseconds, that is always the same for a name. */
    static long spread(String name, Duration span) {
        return Math.floorMod(name.hashCode() * MIXER, Math.max(1, span.toMillis()));
    }
}
