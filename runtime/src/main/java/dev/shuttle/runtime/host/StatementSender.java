package dev.shuttle.runtime.host;

import dev.shuttle.runtime.service.StatementSpan;
import dev.shuttle.runtime.service.StatementTracing;
import java.util.List;
import java.util.function.Consumer;

/** Tells a control plane that takes them of the statements of a host's service, in the background. Thread-safe. */
final class StatementSender {
    /** A request finds its statements in its trace that much later. */
    private static final long PAUSE_MILLIS = 1_000;

    private final StatementTracing tracing = new StatementTracing();
    private final Consumer<Message> channel;
    private boolean begun;

    StatementSender(Consumer<Message> channel) {
        this.channel = channel;
    }

    StatementTracing tracing() {
        return tracing;
    }

    /** Obeys the hello of a control plane. */
    synchronized void obey(Message hello) {
        boolean taken = Boolean.parseBoolean(hello.get(StatementMessages.TYPE));
        tracing.enable(taken);
        if (taken && !begun) {
            begun = true;
            Halt.daemon("host-statements", this::run);
        }
    }

    private void run() {
        try {
            while (true) {
                List<StatementSpan> next = tracing.await(StatementMessages.MOST);
                channel.accept(StatementMessages.of(next));
                if (next.size() < StatementMessages.MOST) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            // The JVM ends.
        }
    }
}
