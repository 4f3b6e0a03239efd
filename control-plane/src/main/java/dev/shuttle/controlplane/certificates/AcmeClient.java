package dev.shuttle.controlplane.certificates;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.RevocationReason;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Orders certificates of one authority by ACME (RFC 8555), with one account. Thread-safe. */
final class AcmeClient {
    /** For an authority to look, and again to sign. */
    private static final Duration DECISION = Duration.ofSeconds(90);

    private static final Duration FIRST_LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(4);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private static final String NO_ACCOUNT = "urn:ietf:params:acme:error:accountDoesNotExist";

    private final Session session;
    private final String directory;
    private final String email;
    private final AccountStore accounts;
    private final CountDownLatch closing;
    private @Nullable Login login;

    /** A proof that is in place until {@code remove} has run. */
    record Proof(Challenge challenge, Runnable remove) {}

    /** Counted down, {@code closing} ends all that waits. */
    AcmeClient(URI directory, String email, HttpClient http, AccountStore accounts, CountDownLatch closing) {
        this.session = new Session(directory, new GenericAcmeProvider() {
            @Override
            public HttpClient createHttpClient(NetworkSettings settings) {
                return http;
            }
        });
        session.networkSettings().setTimeout(ANSWER);
        session.networkSettings().setCompressionEnabled(false);
        this.directory = directory.toString();
        this.email = email;
        this.accounts = accounts;
        this.closing = closing;
    }

    /** Orders one for these names, each of which is proved by {@code kind}. */
    IssuedCertificate order(List<String> names, ChallengeKind kind) throws OrderFailedException, InterruptedException {
        try {
            return order(create(names), names, kind);
        } catch (AcmeException e) {
            throw AcmeFaults.of(e);
        } catch (IOException e) {
            throw OrderFailedException.refused(String.valueOf(e.getMessage()), e);
        }
    }

    private Order create(List<String> names) throws AcmeException {
        try {
            return login().newOrder().domains(names).create();
        } catch (AcmeServerException e) {
            if (!NO_ACCOUNT.equals(String.valueOf(e.getType()))) {
                throw e;
            }
            forget(); // the directory was set up again, as those of tests are
            return login().newOrder().domains(names).create();
        }
    }

    private IssuedCertificate order(Order order, List<String> names, ChallengeKind kind)
            throws AcmeException, OrderFailedException, IOException, InterruptedException {
        authorize(order.getAuthorizations(), kind);
        if (await(order, Status.READY, Status.VALID, Status.INVALID) == Status.INVALID) {
            throw AcmeFaults.invalid(order);
        }
        KeyPair key = KeyPairs.ec();
        order.execute(key);
        if (await(order, Status.VALID, Status.INVALID) == Status.INVALID) {
            throw AcmeFaults.invalid(order);
        }
        Certificate certificate = order.getCertificate();
        certificate.download();
        IssuedCertificate issued =
                new IssuedCertificate(certificate.getCertificateChain(), key.getPrivate(), directory);
        Optional<String> fault = issued.fault(names, key.getPublic());
        if (fault.isPresent()) {
            throw OrderFailedException.refused(fault.get(), null);
        }
        return issued;
    }

    /** All proofs are in place before the authority looks at the first: of a wildcard and its domain, two are at one name. */
    private void authorize(List<Authorization> authorizations, ChallengeKind kind)
            throws AcmeException, OrderFailedException, IOException, InterruptedException {
        Deque<Proof> proofs = new ArrayDeque<>();
        try {
            for (Authorization each : authorizations) {
                if (each.getStatus() != Status.VALID) {
                    proofs.addLast(kind.prepare(each)
                            .orElseThrow(() -> OrderFailedException.refused(
                                    "the authority offers no challenge that can be met here", null)));
                }
            }
            for (Proof each : proofs) {
                each.challenge().trigger();
            }
            for (Authorization each : authorizations) {
                if (await(each, Status.VALID, Status.INVALID, Status.DEACTIVATED, Status.EXPIRED, Status.REVOKED)
                        != Status.VALID) {
                    throw AcmeFaults.notAuthorized(each);
                }
            }
        } finally {
            proofs.forEach(each -> each.remove().run());
        }
    }

    private Status await(PollableResource resource, Status... wanted)
            throws AcmeException, OrderFailedException, InterruptedException {
        long end = System.nanoTime() + DECISION.toNanos();
        for (Duration pause = FIRST_LOOK; ; pause = longer(pause)) {
            var unused = resource.fetch();
            if (List.of(wanted).contains(resource.getStatus())) {
                return resource.getStatus();
            }
            if (System.nanoTime() > end) {
                throw OrderFailedException.refused(
                        "the authority did not decide within " + DECISION.toSeconds() + " s", null);
            }
            if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw OrderFailedException.unreachable("the server stops", null);
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : twice;
    }

    /** Ends the trust in a certificate of which the key may be known to others. */
    void revoke(X509Certificate certificate) throws OrderFailedException {
        try {
            Certificate.revoke(login(), certificate, RevocationReason.KEY_COMPROMISE);
        } catch (AcmeException e) {
            throw AcmeFaults.of(e);
        }
    }

    /** When the authority wishes it to be renewed (RFC 9773); empty: it does not say. */
    Optional<SuggestedRenewals.Window> suggestedRenewal(X509Certificate certificate) throws OrderFailedException {
        try {
            if (session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
                return Optional.empty();
            }
            RenewalInfo info = login().bindRenewalInfo(certificate);
            return Optional.of(
                    new SuggestedRenewals.Window(info.getSuggestedWindowStart(), info.getSuggestedWindowEnd()));
        } catch (AcmeException e) {
            throw AcmeFaults.of(e);
        } catch (RuntimeException e) {
            throw OrderFailedException.refused("its answer is not valid (" + e.getMessage() + ")", e);
        }
    }

    /** The account of our key, which is made if the authority does not have it. */
    private synchronized Login login() throws AcmeException {
        if (login == null) {
            login = new AccountBuilder()
                    .addEmail(email)
                    .agreeToTermsOfService()
                    .useKeyPair(accounts.keyOf(directory))
                    .createLogin(session);
        }
        return login;
    }

    private synchronized void forget() {
        login = null;
    }
}
