package dev.shuttle.proxy.certificates;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The certificates by host, and the answers by which we prove to an authority that a host is ours. Asked for each connection, on
 * its event loop: it does not block. Hosts are in lower case, without port. Thread-safe.
 */
public interface HostCertificates {
    /** No host has one. */
    HostCertificates NONE = host -> null;

    /** A certificate for all hosts. */
    static HostCertificates of(CertificateFiles files) {
        return host -> files.current();
    }

    /** Of a host; null: there is none to show. The client that names no host asks for the empty one. */
    @Nullable
    Certificate find(String host);

    /** By which tls-alpn-01 is answered (RFC 8737); null: no authority was asked to look. */
    default @Nullable Certificate challenge(String host) {
        return null;
    }

    /** Whether all below {@code /.well-known/acme-challenge/} is ours to answer. */
    default boolean answersChallenges() {
        return false;
    }

    /** By which http-01 is answered (RFC 8555 section 8.3); null: the token is not known for this host. */
    default @Nullable String answer(String host, String token) {
        return null;
    }

    /** Complete once all are known that there are at a start; until then handshakes wait. */
    default CompletionStage<@Nullable Void> ready() {
        return CompletableFuture.completedFuture(null);
    }
}
