package dev.shuttle.plugin.local;

import dev.shuttle.runtime.host.Message;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A JVM that runs the service, and hears what to do on its standard input: at the end of that it ends. Thread-safe. */
final class AppProcess implements AutoCloseable {

    /** For the service's close and the app's own shutdown hooks. */
    private static final Duration CLOSE = Duration.ofSeconds(10);
    /** Between a request and an order. */
    private static final Duration TERMINATE = Duration.ofSeconds(2);

    private final Process process;
    private final Writer commands;
    private final AppEvents events;

    AppProcess(AppCommand command) throws IOException {
        OwnersFile.create(command.events());
        this.process = command.start();
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII);
        this.events = new AppEvents(command.events());
    }

    /** Tells it something; if it is gone, its end is noticed elsewhere. */
    void send(Message message) {
        try {
            commands.write(message.encode() + "\n");
            commands.flush();
        } catch (IOException gone) {
            process.destroy();
        }
    }

    /** Its next event; null if there is none. */
    @Nullable
    Message poll() throws IOException {
        return events.poll();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. */
    boolean hasEnded(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Returns when it is gone. */
    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException gone) {
            // It reads no more, then.
        }
        try {
            if (!hasEnded(CLOSE)) {
                process.destroy();
            }
            if (!hasEnded(TERMINATE)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
