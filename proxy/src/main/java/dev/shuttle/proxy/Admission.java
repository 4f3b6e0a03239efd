package dev.shuttle.proxy;

import dev.shuttle.proxy.Credentials.Verdict;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rules of one route, with what they count. Thread-safe. */
final class Admission {
    /** Wrong passwords of one client. */
    private static final RequestRate GUESSES = new RequestRate(20, Duration.ofMinutes(1));

    static final Admission FREE = new Admission(HostRules.NONE);

    private static final String BASIC = "basic ";

    private final HostRules rules;
    private final @Nullable ClientRates rates;
    private final ClientRates guesses = new ClientRates(GUESSES);
    private final Places places = new Places(Integer.MAX_VALUE);

    Admission(HostRules rules) {
        this.rules = rules;
        this.rates = rules.rate() == null ? null : new ClientRates(rules.rate());
    }

    HostRules rules() {
        return rules;
    }

    /** Null: the request goes on, and takes a place until {@link #leave}. Passwords are looked at after it. */
    @Nullable
    OwnAnswer refuse(RequestHead request) {
        if (this == FREE) {
            return null;
        }
        String other = rules.redirects().get(request.host());
        if (other != null) {
            return ShortAnswer.permanently(request.urlAt(other));
        }
        Duration pause = rates == null ? Duration.ZERO : rates.ask(request.client(), System.nanoTime());
        if (!pause.isZero()) {
            return tooMany("You have sent too many requests. Try again in a moment.", pause);
        }
        if (request.contentLength() > rules.maxBody()) {
            return ErrorPage.tooLarge(rules.maxBody());
        }
        if (limitsPlaces() && !places.take(request.client(), rules.atATime())) {
            return tooMany("You have too many requests in work. Try again in a moment.", Duration.ofSeconds(1));
        }
        return null;
    }

    private static ErrorPage tooMany(String text, Duration pause) {
        return ErrorPage.tooMany(
                text, (int) Math.min(Integer.MAX_VALUE, pause.plusMillis(999).toSeconds()));
    }

    /** To be called once for each request that was not refused. */
    void leave(RequestHead request) {
        if (limitsPlaces()) {
            places.giveBack(request.client());
        }
    }

    private boolean limitsPlaces() {
        return rules.atATime() != Integer.MAX_VALUE;
    }

    boolean asksForPassword() {
        return rules.credentials() != null;
    }

    /** Tells null, at once or later and on any thread, if the client may ask; else its answer. */
    void identify(RequestHead request, Consumer<@Nullable OwnAnswer> then) {
        Credentials credentials = rules.credentials();
        if (credentials == null) {
            then.accept(null);
            return;
        }
        String sent = request.authorization();
        if (sent == null || !sent.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            then.accept(ErrorPage.unauthorized(credentials.realm()));
            return;
        }
        String encoded = sent.substring(BASIC.length()).strip();
        if (credentials.isKnown(encoded)) {
            then.accept(null);
            return;
        }
        Duration pause = guesses.pause(request.client(), System.nanoTime());
        if (!pause.isZero()) {
            then.accept(tooMany("You have sent too many wrong passwords. Try again in a moment.", pause));
            return;
        }
        var unused = credentials.check(encoded).thenAccept(verdict -> {
            if (verdict == Verdict.UNKNOWN) {
                guesses.ask(request.client(), System.nanoTime());
            }
            then.accept(answer(verdict, credentials.realm()));
        });
    }

    private static @Nullable OwnAnswer answer(Verdict verdict, String realm) {
        return switch (verdict) {
            case KNOWN -> null;
            case UNKNOWN -> ErrorPage.unauthorized(realm);
            case BUSY -> new ErrorPage(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "Too many passwords are being checked. Try again in a moment.",
                    1,
                    null,
                    null);
        };
    }
}
