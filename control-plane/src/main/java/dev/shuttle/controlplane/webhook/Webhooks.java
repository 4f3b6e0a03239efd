package dev.shuttle.controlplane.webhook;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.Reach;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.NewWebhook;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receivers of notices: one for each project that wants it, and one for all that happens on the server. Thread-safe. */
public final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private final WebhookStore store;
    private final DeliveryStore deliveries;
    private final NoticeStore notices;
    private final Egress egress;
    private final DeliveryThreads threads;
    private volatile boolean closing;

    /** {@code egress} is closed with it. */
    public Webhooks(Database database, Vault vault, Addresses addresses, Egress egress) {
        this(database, vault, addresses, egress, Delivery.PAUSES);
    }

    /** With other pauses between attempts. */
    public Webhooks(Database database, Vault vault, Addresses addresses, Egress egress, List<Duration> pauses) {
        this.store = new WebhookStore(database, vault);
        this.deliveries = new DeliveryStore(database);
        this.notices = new NoticeStore(addresses);
        this.egress = egress;
        Delivery delivery = new Delivery(store, deliveries, egress, pauses, () -> closing);
        this.threads = new DeliveryThreads(deliveries::next, delivery::attempt);
        notices.onAdded(threads::wake);
    }

    /** Sets the server's receiver; null: it has none. Without a secret, what it gets is not signed. */
    public void setServer(@Nullable URI url, @Nullable String secret) {
        Receiver wanted = url == null ? null : new Receiver(url, secret, Reach.ANYWHERE);
        if (Objects.equals(wanted, store.find(Notice.SERVER).orElse(null))) {
            return; // a start writes nothing that it need not: the disk may be full
        }
        if (wanted == null) {
            store.remove(Notice.SERVER);
        } else {
            store.put(Notice.SERVER, wanted);
        }
    }

    /** Begins to deliver, also what the last run left. */
    public void start() {
        threads.start();
    }

    /** Where what happens is noted. */
    public NoticeStore notices() {
        return notices;
    }

    /** The receiver of a project, with its last deliveries; the URL's path and the secret are not shown. */
    public Page<Webhook> list(String project) {
        List<Webhook> found = store
                .find(project)
                .map(receiver -> new Webhook(
                        receiver.shown(),
                        receiver.secret() != null,
                        store.updatedAt(project).orElseThrow(),
                        deliveries.list(project)))
                .stream()
                .toList();
        return new Page<>(found, null);
    }

    /** The server's. */
    public Page<Webhook> listServer() {
        return list(Notice.SERVER);
    }

    /**
     * Sets the receiver of a project. Without a secret, one is made, and is in the answer, and only there.
     *
     * @throws dev.shuttle.controlplane.fault.InvalidException if it cannot be used
     */
    public NewWebhook set(String project, String url, @Nullable String secret, Reach reach) {
        URI parsed = ReceiverUrl.parse(url);
        ReceiverUrl.check(egress, parsed, reach);
        String made = secret == null ? WebhookSecret.generate() : secret;
        var unused = WebhookSecret.parse(made);
        Receiver receiver = new Receiver(parsed, made, reach);
        store.put(project, receiver);
        threads.wake();
        return new NewWebhook(receiver.shown(), secret == null ? made : null);
    }

    /** Checks one without setting it. */
    public void check(String url, @Nullable String secret, Reach reach) {
        ReceiverUrl.check(egress, ReceiverUrl.parse(url), reach);
        if (secret != null) {
            var unused = WebhookSecret.parse(secret);
        }
    }

    /** With its log, and what waits for it. */
    public void remove(String project) {
        if (!store.remove(project)) {
            throw new UnknownWebhookException(project);
        }
    }

    /** Told to the server's receiver. */
    public void backupFailed(String reason) {
        try {
            deliveries.backupFailed(notices, reason);
            notices.committed();
        } catch (RuntimeException e) {
            LOG.warn("That a backup failed could not be noted for the webhook", e);
        }
    }

    @Override
    public void close() {
        closing = true;
        egress.close();
        threads.close();
    }
}
