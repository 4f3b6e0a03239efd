package dev.shuttle.controlplane.certificates;

import java.time.Duration;
import java.time.Instant;

/** When certificates are ordered again: at a third of the lifetime left, spread over a thirtieth of it by their names. */
final class Renewal {
    private static final int LEFT = 3;
    private static final int SPREAD = 30;

    private Renewal() {}

    static Instant due(String name, IssuedCertificate certificate) {
        Duration lifetime = certificate.lifetime();
        long spread = Math.max(1, lifetime.dividedBy(SPREAD).toMillis());
        return certificate
                .notAfter()
                .minus(lifetime.dividedBy(LEFT))
                .minusMillis(Math.floorMod((long) name.hashCode() * 0x9E3779B9L, spread));
    }
}
