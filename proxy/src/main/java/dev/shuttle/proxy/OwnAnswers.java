package dev.shuttle.proxy;

import dev.shuttle.proxy.certificates.Certificate;
import dev.shuttle.proxy.certificates.HostCertificates;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests that no project gets: the proofs that an authority asks for, and those in clear where there is TLS. Thread-safe.
 */
final class OwnAnswers {
    /** RFC 8555 section 8.3. */
    private static final String CHALLENGES = "/.well-known/acme-challenge/";

    private static final int HTTPS = 443;
    private static final String HSTS = "Strict-Transport-Security";

    private final HostCertificates certificates;
    private final RoutingTable table;
    private volatile HttpsPolicy policy = HttpsPolicy.NONE;

    OwnAnswers(HostCertificates certificates, RoutingTable table) {
        this.certificates = certificates;
        this.table = table;
    }

    void follow(HttpsPolicy next) {
        policy = next;
    }

    /** Null: it goes to where its host leads. */
    @Nullable
    OwnAnswer to(RequestHead request) {
        if (certificates.answersChallenges() && request.path().startsWith(CHALLENGES)) {
            return challenge(request);
        }
        return redirects(request) ? ShortAnswer.redirect(location(request), !request.isSafe()) : null;
    }

    private OwnAnswer challenge(RequestHead request) {
        String token = request.path().substring(CHALLENGES.length());
        String answer = certificates.answer(request.host(), token);
        return answer == null || !request.isSafe()
                ? ErrorPage.of(HttpResponseStatus.NOT_FOUND, "No certificate is being ordered with this token.")
                : ShortAnswer.ok(answer);
    }

    /** A host without a certificate would not be reached at all; a key that was sent in clear has to be told of. */
    private boolean redirects(RequestHead request) {
        if (policy.redirectPort() == 0 || request.isSecure()) {
            return false;
        }
        Route route = table.find(request.host()).orElse(null);
        if (route == null || (route instanceof Route.Secured && request.hasKey())) {
            return false;
        }
        Certificate certificate = certificates.find(request.host());
        return certificate != null && certificate.covers(request.host());
    }

    private String location(RequestHead request) {
        int port = policy.redirectPort();
        return request.url("https", request.host(), port == HTTPS ? "" : ":" + port);
    }

    /** Tells a browser to come over TLS, unless the service has told it something else. */
    void addHsts(RequestHead request, HttpHeaders answer) {
        Duration hsts = policy.hsts();
        if (hsts != null && request.isSecure() && !answer.contains(HSTS)) {
            answer.set(HSTS, "max-age=" + hsts.toSeconds());
        }
    }
}
