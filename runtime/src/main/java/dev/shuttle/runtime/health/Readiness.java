package dev.shuttle.runtime.health;

import dev.shuttle.runtime.health.ProbeAnswer.Kind;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Whether a service can take traffic: what a deploy waits for, and {@code shuttle:run}. Asks as the proxy will, and after
 * an answer that is not the right one with growing pauses, since an app may log each. Tells each such answer once. Not
 * thread-safe.
 */
public final class Readiness {
    /** The path of {@code @ShuttleService(health = …)} by which nothing is asked: an open port is enough. */
    public static final String NOT_ASKED = "-";

    /** A port that is still closed notices nothing. */
    private static final Duration LAST_PAUSE_UNHEARD = Duration.ofMillis(30);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration FIRST_PAUSE_HEARD = Duration.ofMillis(50);
    private static final Duration LAST_PAUSE_HEARD = Duration.ofSeconds(3);

    /** Many frameworks answer 503 or 404 for a moment while they start. */
    private static final Duration TOLD_AFTER = Duration.ofSeconds(1);

    /** Of different answers; more would be a service that answers by chance. */
    private static final int MOST_TOLD = 20;

    private final InetSocketAddress address;
    private final String health;
    private final ReadinessProbe probe;
    private final Consumer<String> told;
    private final LongSupplier nanoTime;
    private final String chancePath =
            "/" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), 36);
    private final Set<String> said = new HashSet<>();
    private String last = "nothing listens there";
    private Duration pause = Duration.ZERO;
    private boolean heard;
    private boolean otherProtocol;
    private boolean answered;
    private long due;
    private long heardSince;

    /**
     * Prepares to ask.
     *
     * @param address of the service
     * @param health the path that must answer 2xx; empty: any answer below 500 to {@code GET /}, unless everything is
     *     answered with 400, or the first frame of HTTP/2; {@code -}: an open port is enough
     * @param publicUrl where the public reaches the service: its host and scheme are in each request
     * @param told takes a sentence for each different answer that is not the right one
     */
    public Readiness(InetSocketAddress address, String health, URI publicUrl, Consumer<String> told) {
        this(address, health, publicUrl, told, System::nanoTime);
    }

    Readiness(InetSocketAddress address, String health, URI publicUrl, Consumer<String> told, LongSupplier nanoTime) {
        this.address = address;
        this.health = health;
        this.probe = new ReadinessProbe(address, publicUrl);
        this.told = told;
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    /**
     * The outcome of the last attempt.
     *
     * @return a clause, to be read after "but"
     */
    public String last() {
        return last;
    }

    /**
     * How the last attempt could have come out right.
     *
     * @return a sentence; empty unless it was answered in HTTP
     */
    public Optional<String> remedy() {
        if (!answered) {
            return Optional.empty();
        }
        return Optional.of(
                health.isEmpty()
                        ? "Let GET / have an answer below 500, and not 400 as all others; or name a path that is"
                                + " answered with 2xx: @ShuttleService(health = \"/path\") on the main class."
                        : "Let GET " + health + " be answered with 2xx, or name another path in @ShuttleService.");
    }

    /**
     * Whether something answered that is not HTTP.
     *
     * @return as of the last attempt
     */
    public boolean isOtherProtocol() {
        return otherProtocol;
    }

    /**
     * Asks, if the pause since the last answer is over. To be called often.
     *
     * @return true once the service can take traffic
     * @throws NeverReadyException if it never will, since it speaks TLS itself
     */
    public boolean isReady() throws NeverReadyException {
        if (nanoTime.getAsLong() - due < 0) {
            return false;
        }
        if (health.equals(NOT_ASKED)) {
            return probe.accepts() || again(false);
        }
        ProbeAnswer answer = probe.get(path());
        otherProtocol = answer.kind() == Kind.NOT_HTTP;
        answered = answer.kind() == Kind.HTTP;
        boolean ready = answer.kind() == Kind.HTTP ? isRight(answer) : isRightWithoutHttp(answer.kind());
        return ready || again(answer.isHeard());
    }

    private String path() {
        return health.isEmpty() ? "/" : health;
    }

    private boolean isRight(ProbeAnswer answer) throws NeverReadyException {
        last = "GET " + path() + " was answered with " + answer.status();
        if (answer.is(400) && everythingIs400()) {
            requireNoTls();
            last = "every request was answered with 400: GET " + path() + ", and GET " + chancePath
                    + ", which was made up";
            return false;
        }
        return health.isEmpty() ? answer.status() < 500 : answer.status() >= 200 && answer.status() < 300;
    }

    private boolean everythingIs400() {
        return probe.get(chancePath).is(400)
                && (path().equals("/") || probe.get("/").is(400));
    }

    private boolean isRightWithoutHttp(Kind kind) throws NeverReadyException {
        switch (kind) {
            case NOT_HTTP -> {
                requireNoTls();
                last = "its answer is not HTTP/1.1";
            }
            case HTTP2 -> {
                if (!health.isEmpty()) {
                    throw new NeverReadyException(
                            "The service speaks HTTP/2 only, over which its health path " + health
                                    + " is not asked for. Remove it from @ShuttleService: that HTTP/2 is spoken is enough then.");
                }
                return true;
            }
            case SILENT -> last = "it accepted the connection but did not answer";
            default -> last = "nothing listens there";
        }
        return false;
    }

    private void requireNoTls() throws NeverReadyException {
        if (TlsHello.isAnswered(address)) {
            throw new NeverReadyException("The service speaks TLS on its port " + address.getPort()
                    + ", but TLS ends at the proxy, which speaks plain HTTP to the service. Remove the TLS settings of the"
                    + " app, such as server.ssl.* of Spring Boot, and deploy again.");
        }
    }

    /** Plans the next attempt; always false. */
    private boolean again(boolean wasHeard) {
        long now = nanoTime.getAsLong();
        if (!wasHeard) {
            pause = shorter(pause.multipliedBy(3).dividedBy(2).plus(FIRST_PAUSE), LAST_PAUSE_UNHEARD);
        } else if (!heard) {
            heard = true;
            heardSince = now;
            pause = FIRST_PAUSE_HEARD;
        } else {
            pause = shorter(pause.multipliedBy(2), LAST_PAUSE_HEARD);
        }
        due = now + pause.toNanos();
        if (wasHeard && now - heardSince >= TOLD_AFTER.toNanos() && said.size() < MOST_TOLD && said.add(last)) {
            told.accept("The service is not ready yet: " + last + "; " + wanted() + ". It is asked again.");
        }
        return false;
    }

    private String wanted() {
        return health.isEmpty() ? "an answer below 500 is needed, and not 400 to everything" : "it must be 2xx";
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
