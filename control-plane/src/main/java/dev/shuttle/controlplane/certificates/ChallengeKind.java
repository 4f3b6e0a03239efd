package dev.shuttle.controlplane.certificates;

import dev.shuttle.controlplane.certificates.AcmeClient.Proof;
import dev.shuttle.proxy.certificates.Certificate;
import java.io.IOException;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;

/** A way to prove that a name is ours. */
@FunctionalInterface
interface ChallengeKind {
    /** Makes that the authority finds the proof; empty if it does not offer this kind for this name. */
    Optional<Proof> prepare(Authorization authorization) throws IOException, InterruptedException;

    /** By an answer on the port for clear text (RFC 8555 section 8.3). */
    static ChallengeKind http01(Challenges challenges) {
        return authorization -> authorization
                .findChallenge(Http01Challenge.class)
                .map(challenge -> {
                    String host = authorization.getIdentifier().getDomain();
                    challenges.put(host, challenge.getToken(), challenge.getAuthorization());
                    return new Proof(challenge, () -> challenges.remove(host, challenge.getToken()));
                });
    }

    /** By a certificate on the port for TLS (RFC 8737). */
    static ChallengeKind tlsAlpn01(Challenges challenges) {
        return authorization -> authorization
                .findChallenge(TlsAlpn01Challenge.class)
                .map(challenge -> {
                    String host = authorization.getIdentifier().getDomain();
                    KeyPair key = KeyPairs.rsa();
                    challenges.put(
                            host,
                            Certificate.of(
                                    List.of(challenge.createCertificate(key, authorization.getIdentifier())),
                                    key.getPrivate()));
                    return new Proof(challenge, () -> challenges.remove(host));
                });
    }

    /** By a record in the DNS (RFC 8555 section 8.4), which the operator's program sets. */
    static ChallengeKind dns01(DnsHook hook) {
        return authorization -> {
            Dns01Challenge challenge =
                    authorization.findChallenge(Dns01Challenge.class).orElse(null);
            if (challenge == null) {
                return Optional.empty();
            }
            String record = challenge.getRRName(authorization.getIdentifier());
            hook.present(record, challenge.getDigest());
            return Optional.of(new Proof(challenge, () -> hook.cleanUp(record, challenge.getDigest())));
        };
    }

    /** The first of them that the authority offers. */
    static ChallengeKind first(ChallengeKind one, ChallengeKind other) {
        return authorization -> {
            Optional<Proof> proof = one.prepare(authorization);
            return proof.isPresent() ? proof : other.prepare(authorization);
        };
    }
}
