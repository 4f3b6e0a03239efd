package dev.shuttle.controlplane.webhook;

import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.EgressFaults;
import dev.shuttle.controlplane.egress.RefusedAddressException;
import dev.shuttle.controlplane.webhook.DeliveryStore.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to deliver a notice, and the decision whether another follows. */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** In all, almost four hours; then the notice is given up, and the next one is tried. */
    static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2));

    /** Of those that are the client's fault: the receiver asks for patience. */
    private static final Set<Integer> PATIENCE = Set.of(408, 425, 429);

    private final WebhookStore webhooks;
    private final DeliveryStore store;
    private final Egress egress;
    private final List<Duration> pauses;
    private final BooleanSupplier closing;

    Delivery(
            WebhookStore webhooks, DeliveryStore store, Egress egress, List<Duration> pauses, BooleanSupplier closing) {
        this.webhooks = webhooks;
        this.store = store;
        this.egress = egress;
        this.pauses = List.copyOf(pauses);
        this.closing = closing;
    }

    /** The answer's status, or why there was none. */
    private record Outcome(@Nullable Integer status, @Nullable String fault, boolean repeat) {}

    void attempt(Waiting waiting) {
        Receiver receiver = webhooks.find(waiting.receiver()).orElse(null);
        if (receiver == null) {
            return; // it was removed, and what waits for it with it
        }
        Instant now = Instant.now();
        Outcome outcome = post(receiver, waiting, now);
        if (closing.getAsBoolean() && outcome.status() == null) {
            return; // we ended it; the next start repeats it
        }
        int made = waiting.attempts() + 1;
        boolean again = outcome.repeat() && made <= pauses.size();
        store.attempted(
                waiting,
                now,
                outcome.status(),
                outcome.fault(),
                again ? Instant.now().plus(pauses.get(made - 1)) : null);
        if (outcome.fault() != null && !again) {
            LOG.warn("The webhook {} did not get {}: {}", receiver.shown(), waiting.id(), outcome.fault());
        }
    }

    private Outcome post(Receiver receiver, Waiting waiting, Instant now) {
        byte[] body = waiting.body().getBytes(StandardCharsets.UTF_8);
        try {
            return answered(egress.post(receiver.url(), headers(receiver, waiting, now, body), body, receiver.reach()));
        } catch (RefusedAddressException e) {
            return new Outcome(null, "refused: " + e.getMessage(), false);
        } catch (IOException e) {
            return new Outcome(null, EgressFaults.reason(e), true);
        }
    }

    private static Map<String, String> headers(Receiver receiver, Waiting waiting, Instant now, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("webhook-id", waiting.id());
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        String secret = receiver.secret();
        if (secret != null) {
            headers.put("webhook-signature", WebhookSecret.parse(secret).signature(waiting.id(), now, body));
        }
        return headers;
    }

    private static Outcome answered(int status) {
        if (status < 300) {
            return new Outcome(status, null, false);
        }
        if (status < 400) {
            return new Outcome(status, "it redirects, which is not followed; set the URL that it redirects to", false);
        }
        return new Outcome(status, "it answered with the status " + status, status >= 500 || PATIENCE.contains(status));
    }
}
