package dev.shuttle.controlplane.host;

import dev.shuttle.runtime.host.Message;
import dev.shuttle.runtime.host.MessageChannel;
import dev.shuttle.runtime.host.StartMessage;
import dev.shuttle.runtime.service.ServiceDefinition;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The control plane's end of a host's socket. Thread-safe. */
final class HostConnection implements AutoCloseable {
    /** A host that has accepted answers at once, unless its machine is overloaded. */
    private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(5);

    private final MessageChannel channel;
    private final CompletableFuture<Message> hello = new CompletableFuture<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private HostConnection(MessageChannel channel) {
        this.channel = channel;
    }

    /** Dials and says hello. */
    static HostConnection dial(Path socket, String token) throws IOException, InterruptedException {
        HostConnection connection =
                new HostConnection(new MessageChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket))));
        try {
            connection.channel.send(Message.of("hello").with("token", token));
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

    /** The host's answer to our hello: pid, deployment, state, port, version. */
    Message hello() {
        return hello.join();
    }

    boolean hasStarted() {
        return started.isDone();
    }

    /** Completes with a message when the service has failed. */
    CompletableFuture<String> failed() {
        return failed;
    }

    /** Completes when nothing more will come. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    void start(ServiceDefinition definition) throws IOException {
        channel.send(StartMessage.of(definition));
    }

    void stop(Duration patience) throws IOException {
        channel.send(Message.of("stop").with("millis", patience.toMillis()));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void read() {
        try {
            for (Message next = channel.receive(); next != null; next = channel.receive()) {
                take(next);
            }
        } catch (IOException e) {
            // As if it had ended: the process tells the rest.
        } finally {
            hello.completeExceptionally(new IOException("the host has hung up"));
            closed.complete(null);
        }
    }

    private void take(Message message) {
        switch (message.type()) {
            case "hello" -> hello.complete(message);
            case "started" -> started.complete(null);
            case "failed" -> failed.complete(message.get("message"));
            default -> {} // "stopped": the end of the process says it too
        }
    }
}
