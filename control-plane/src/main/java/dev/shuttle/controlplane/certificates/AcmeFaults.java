package dev.shuttle.controlplane.certificates;

import dev.shuttle.controlplane.egress.EgressFaults;
import java.time.Duration;
import java.time.Instant;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** Explains why an authority gave no certificate. */
final class AcmeFaults {
    /** Where the authority does not say how long. */
    private static final Duration LIMITED = Duration.ofHours(1);

    private AcmeFaults() {}

    static OrderFailedException of(AcmeException e) {
        if (e instanceof AcmeNetworkException) {
            return OrderFailedException.unreachable(
                    "the authority cannot be reached (" + EgressFaults.reason(e) + ")", e);
        }
        if (e instanceof AcmeRateLimitedException limited) {
            Instant after =
                    limited.getRetryAfter().orElseGet(() -> Instant.now().plus(LIMITED));
            return OrderFailedException.limited("the authority limits orders: " + text(limited.getProblem()), after, e);
        }
        if (e instanceof AcmeServerException refused) {
            return OrderFailedException.refused("the authority refuses: " + text(refused.getProblem()), e);
        }
        return OrderFailedException.unreachable(
                "the authority does not answer as it should (" + e.getMessage() + ")", e);
    }

    static OrderFailedException invalid(Order order) {
        return OrderFailedException.refused(
                "the authority refuses the order"
                        + order.getError().map(error -> ": " + text(error)).orElse(""),
                null);
    }

    static OrderFailedException notAuthorized(Authorization authorization) {
        String reason = authorization.getChallenges().stream()
                .flatMap(challenge -> challenge.getError().stream().map(error -> said(challenge, error)))
                .findFirst()
                .orElse("without a reason");
        return OrderFailedException.refused(
                "the authority did not find the proof for "
                        + authorization.getIdentifier().getDomain() + " (" + reason + ")",
                null);
    }

    private static String said(Challenge challenge, Problem error) {
        return challenge.getType() + ": " + text(error);
    }

    private static String text(Problem problem) {
        String text = problem.getDetail().or(problem::getTitle).orElse(String.valueOf(problem.getType()));
        return text.strip().replaceAll("\\s+", " ");
    }
}
