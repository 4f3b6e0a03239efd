package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.runtime.host.HostHello;
import dev.shuttle.runtime.host.Message;
import dev.shuttle.runtime.host.MessageChannel;
import dev.shuttle.runtime.host.MessageLimits;
import dev.shuttle.runtime.host.RefusedMessageException;
import dev.shuttle.runtime.host.ResourceMessages;
import dev.shuttle.runtime.host.StartMessage;
import dev.shuttle.runtime.host.StatementMessages;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ServiceDefinition;
import dev.shuttle.runtime.service.StatementSpan;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control plane's end of a host's socket. Thread-safe. */
final class HostConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostConnection.class);

    /** A host that has accepted answers at once, unless its machine is overloaded. */
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(5);

    /** Far longer than a process takes that was not stopped: a start message has some megabytes at most. */
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);

    /** A host of ours sends five messages in a second at most, as long as its control plane reads. */
    private static final Duration STATEMENTS_PAUSE = Duration.ofMillis(200);

    /** For what has come while we were away. */
    private static final Duration STATEMENTS_BURST = Duration.ofSeconds(10);

    private final MessageChannel channel;
    private final String deployment;
    private final CompletableFuture<HostHello> hello = new CompletableFuture<>();
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> misbehaved = new CompletableFuture<>();

    private final HostListener listener;

    /** When the next message with statements may be read; of the thread that reads. */
    private long nextStatements = System.nanoTime() - STATEMENTS_BURST.toNanos();

    private HostConnection(MessageChannel channel, String deployment, HostListener listener) {
        this.channel = channel;
        this.deployment = deployment;
        this.listener = listener;
    }

    /**
     * Dials a host, for its service of that deployment, and says hello.
     *
     * @throws ForeignListenerException if another user than the account listens there
     */
    static HostConnection dial(Path socket, String token, OsUser account, String deployment, HostListener listener)
            throws IOException, InterruptedException {
        MessageChannel channel = new MessageChannel(open(socket, account), MessageLimits.OF_HOST);
        HostConnection connection = new HostConnection(channel, deployment, listener);
        try {
            connection.send(Message.of("hello")
                    .with("token", token)
                    .with(StatementMessages.TYPE, listener.statements() != null));
            Thread reader = new Thread(connection::read, "host-connection");
            reader.setDaemon(true);
            reader.start();
            connection.hello.get(HELLO_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return connection;
        } catch (ExecutionException | TimeoutException e) {
            connection.close();
            throw new IOException("the host does not answer", e);
        } catch (IOException | InterruptedException e) {
            connection.close();
            throw e;
        }
    }

    /** No other user is spoken to: the service could have put a link to another socket there. */
    private static SocketChannel open(Path socket, OsUser account) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        if (account.isOther()) {
            String listener =
                    channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!listener.equals(Integer.toString(account.uid()))) {
                channel.close();
                throw new ForeignListenerException(listener, account.uid());
            }
        }
        return channel;
    }

    /** The host's answer to our hello. */
    HostHello hello() {
        return hello.join();
    }

    boolean hasStarted() {
        return started.isDone();
    }

    /** Whether it has started, and is at the Unix socket too that it was given. */
    boolean isAtSocket() {
        return started.getNow(false);
    }

    /** Completes with a message when the service has failed. */
    CompletableFuture<String> failed() {
        return failed;
    }

    /** Completes, behind {@link #failed}, when the host has sent what no host sends, and is not listened to any more. */
    CompletableFuture<Void> misbehaved() {
        return misbehaved;
    }

    /** Completes when nothing more will come. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    void start(ServiceDefinition definition) throws IOException {
        send(StartMessage.of(definition));
    }

    void stop(Duration patience) throws IOException {
        send(Message.of("stop").with("deployment", deployment).with("millis", patience.toMillis()));
    }

    /** A host that takes nothing costs its connection, not the thread that sends. */
    private void send(Message message) throws IOException {
        AtomicBoolean sent = new AtomicBoolean();
        CompletableFuture.delayedExecutor(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!sent.get()) {
                        hangUp();
                    }
                });
        try {
            channel.send(message);
        } finally {
            sent.set(true);
        }
    }

    private void hangUp() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void read() {
        try {
            for (Message next = channel.receive(); next != null; next = channel.receive()) {
                take(next);
                if (next.type().equals(StatementMessages.TYPE)) {
                    awaitTurn();
                }
            }
        } catch (RefusedMessageException e) {
            refuse(e);
        } catch (IOException e) {
            // As if it had ended: the process tells the rest.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hangUp();
            hello.completeExceptionally(new IOException("the host closed the connection"));
            closed.complete(null);
        }
    }

    /** A host that sends more waits, and takes no more of our time. */
    private void awaitTurn() throws InterruptedException {
        long now = System.nanoTime();
        nextStatements = Math.max(nextStatements, now - STATEMENTS_BURST.toNanos()) + STATEMENTS_PAUSE.toNanos();
        long left = nextStatements - now;
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private void tell(List<StatementSpan> spans) {
        Consumer<List<StatementSpan>> takes = listener.statements();
        if (takes != null) {
            takes.accept(spans);
        }
    }

    private void refuse(RefusedMessageException e) {
        LOG.warn("The host of {} is cut off and ended: {}", deployment, e.getMessage());
        failed.complete("The service's JVM sent the server what it does not understand (" + e.getMessage()
                + "), and was ended. Code of the service, or a library, writes to the connection of its host.");
        misbehaved.complete(null);
    }

    private void keep(List<ResourceOutput> outputs) {
        try {
            listener.provisioned().accept(outputs);
        } catch (RuntimeException e) {
            LOG.error("The result of a resource provider could not be stored", e);
            failed.complete("The server could not store the result of a resource provider. Its"
                    + " operator should check the control plane's log; then deploy again.");
        }
    }

    private void take(Message message) throws IOException {
        if (!isOurs(message)) {
            LOG.warn("A host says {} of another deployment than {}", message.type(), deployment);
            return;
        }
        switch (message.type()) {
            case "hello" -> hello.complete(HostHello.read(message));
            case "provisioned" -> keep(ResourceMessages.read(message));
            case StatementMessages.TYPE -> tell(StatementMessages.read(message));
            case "started" -> started.complete(Boolean.parseBoolean(message.get("socket")));
            case "failed" -> failed.complete(message.get("message"));
            default -> {} // "stopped": the end of the process says it too
        }
    }

    /** A host of version 2 names no deployment, since it has one only; a hello is the host's own. */
    private boolean isOurs(Message message) {
        String said = message.get("deployment");
        return said.isEmpty() || said.equals(deployment) || message.type().equals("hello");
    }
}
