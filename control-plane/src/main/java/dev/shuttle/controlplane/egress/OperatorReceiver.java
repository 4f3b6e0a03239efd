package dev.shuttle.controlplane.egress;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A receiver that the operator names, to which bodies are posted one after another. Each change from good to bad and back is
 * logged once. Its URL may have a token in it: no message shows it. One thread posts; the rest is thread-safe.
 */
public final class OperatorReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorReceiver.class);

    /** Of a receiver that does not answer it is asked again after one second, two, four, and so on. */
    public static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Of those that are the client's fault: the receiver asks for patience. */
    private static final Set<Integer> PATIENCE = Set.of(408, 425, 429);

    private final String setting;
    private final String goods;
    private final URI url;
    private final Map<String, String> headers;
    private final Egress egress;
    private final Duration firstPause;
    private @Nullable String fault;
    private boolean closed;

    /**
     * Connects to nothing yet.
     *
     * @param setting by which the operator names it
     * @param goods that it takes, in the plural, for messages
     * @param url it may be in a private network
     * @param headers of each post
     * @param egress the way to it
     * @param firstPause before the first repeat
     */
    public OperatorReceiver(
            String setting, String goods, URI url, Map<String, String> headers, Egress egress, Duration firstPause) {
        this.setting = setting;
        this.goods = goods;
        this.url = url;
        this.headers = Map.copyOf(headers);
        this.egress = egress;
        this.firstPause = firstPause;
    }

    /** Posts again and again, until it is taken: true; or until it is refused for good, or this is closed: false. */
    public boolean deliver(byte[] body) throws InterruptedException {
        Duration pause = firstPause;
        while (true) {
            Outcome outcome = post(body);
            tell(outcome.fault);
            if (outcome.fault == null) {
                return true;
            }
            if (!outcome.repeat || !awaitRepeat(pause)) {
                return false;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Posts once; whether it was taken. */
    public boolean offer(byte[] body) {
        Outcome outcome = post(body);
        tell(outcome.fault);
        return outcome.fault == null;
    }

    /** Null: it was taken. */
    private record Outcome(@Nullable String fault, boolean repeat) {}

    private Outcome post(byte[] body) {
        try {
            int status = egress.post(url, headers, body, Reach.ANYWHERE);
            if (status < 300) {
                return new Outcome(null, false);
            }
            if (status < 400) {
                return new Outcome("it redirects, which is not followed; set the URL that it redirects to", false);
            }
            return new Outcome("it answered with the status " + status, status >= 500 || PATIENCE.contains(status));
        } catch (RefusedAddressException e) {
            return new Outcome("refused: " + e.getMessage(), false);
        } catch (IOException e) {
            return new Outcome(EgressFaults.reason(e), true);
        }
    }

    /** False when there is no time left for another. */
    private synchronized boolean awaitRepeat(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toMillis(); left > 0 && !closed; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return !closed;
    }

    private synchronized void tell(@Nullable String reason) {
        if (reason == null && fault != null) {
            LOG.info("The receiver of {} takes {} again", setting, goods);
        } else if (reason != null && !reason.equals(fault)) {
            LOG.warn("The receiver of {} does not take {}: {}", setting, goods, reason);
        }
        fault = reason;
    }

    /**
     * Why it takes nothing now.
     *
     * @return a sentence without a full stop; empty if it does
     */
    public synchronized Optional<String> trouble() {
        return Optional.ofNullable(fault)
                .map(reason -> "The receiver of " + setting + " does not take " + goods + ": " + reason);
    }

    /** From now on nothing is repeated. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
