package dev.shuttle.runtime.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.service.HostLibraries;
import dev.shuttle.runtime.service.ServiceDefinition;
import dev.shuttle.runtime.service.ServiceInstance;
import dev.shuttle.runtime.service.ServiceStartException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one service of this JVM. When it ends, the JVM does. Thread-safe. */
final class HostedService {
    /** The control plane has its own, shorter limit: this one only ends a host that nobody watches any more. */
    private static final Duration START_TIMEOUT = Duration.ofHours(1);

    /** On SIGTERM from outside, as at a machine's shutdown, which itself waits little longer. */
    private static final Duration CLOSE_AT_EXIT = Duration.ofSeconds(5);

    private final HostLibraries libraries;
    private final Consumer<Message> events;
    private final CountDownLatch mainReturned = new CountDownLatch(1);
    private HostState state = HostState.NEW;
    private int port;
    private @Nullable ServiceInstance instance;

    HostedService(HostLibraries libraries, Consumer<Message> events) {
        this.libraries = libraries;
        this.events = events;
    }

    synchronized HostState state() {
        return state;
    }

    synchronized int port() {
        return port;
    }

    /** Waits for the end of a program that listens on its own: then the JVM lives as long as its threads do. */
    void awaitProgramReturned() throws InterruptedException {
        mainReturned.await();
    }

    void start(ServiceDefinition definition) {
        synchronized (this) {
            if (state != HostState.NEW) {
                return;
            }
            state = HostState.STARTING;
            port = definition.address().getPort();
        }
        daemon("host-start", () -> run(definition));
    }

    private void run(ServiceDefinition definition) {
        try {
            ServiceInstance started = ServiceInstance.load(definition, libraries);
            start(started);
            synchronized (this) {
                instance = started;
                if (state == HostState.STARTING) {
                    state = HostState.RUNNING;
                }
            }
            if (!closesAtExit(started)) {
                return; // the app has called System.exit, and the process's end says the rest
            }
            events.accept(Message.of("started"));
            awaitMain(started, definition);
        } catch (ServiceStartException e) {
            fail(e.getMessage());
        } catch (InterruptedException | RuntimeException e) {
            fail("The service could not be started: " + e);
        }
    }

    /** False if the JVM is ending already. */
    private static boolean closesAtExit(ServiceInstance started) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> started.close(CLOSE_AT_EXIT), "host-exit"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** What providers have made is told even if the service fails then: it exists. */
    private void start(ServiceInstance instance) throws ServiceStartException, InterruptedException {
        try {
            instance.start(START_TIMEOUT);
        } finally {
            if (!instance.provisioned().isEmpty()) {
                events.accept(ResourceMessages.with(Message.of("provisioned"), instance.provisioned()));
            }
        }
    }

    private void awaitMain(ServiceInstance started, ServiceDefinition definition)
            throws ServiceStartException, InterruptedException {
        started.awaitMain();
        if (definition.entryPoint().returns() == Returns.NOTHING) {
            mainReturned.countDown();
        }
    }

    private void fail(@Nullable String message) {
        synchronized (this) {
            if (state == HostState.STOPPING) {
                return;
            }
            state = HostState.FAILED;
        }
        haltAfter(CLOSE_AT_EXIT.plusSeconds(1), () -> {});
        events.accept(Message.of("failed").with("message", message == null ? "The service failed." : message));
        System.exit(1);
    }

    /** Closes the service and ends the JVM, at the latest after the given time. */
    void stop(Duration patience) {
        ServiceInstance running;
        synchronized (this) {
            if (state == HostState.STOPPING) {
                return;
            }
            state = HostState.STOPPING;
            running = instance;
        }
        haltAfter(patience, () -> tellWhatKeepsIt(patience));
        daemon("host-stop", () -> {
            Duration forClose = patience.multipliedBy(7).dividedBy(10); // the rest is for shutdown hooks
            if (running != null && !running.close(forClose)) {
                tellWhatKeepsIt(forClose);
            }
            events.accept(Message.of("stopped"));
            System.exit(0); // and not merely the end of all threads: the app's own shutdown hooks must run
        });
    }

    /** A shutdown hook of the app may hang; nothing in it can hold up this. */
    private static void haltAfter(Duration patience, Runnable lastWords) {
        daemon("host-halt", () -> {
            try {
                Thread.sleep(patience.toMillis());
            } catch (InterruptedException e) {
                // Whoever interrupts this wants it to end.
            }
            try {
                lastWords.run();
            } finally {
                Runtime.getRuntime().halt(1);
            }
        });
    }

    /** To the process's own stream: the service may have put another in the place of System.err. */
    private static void tellWhatKeepsIt(Duration patience) {
        try (PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), false, UTF_8)) {
            err.println("shuttle: the service did not end within " + patience.toSeconds()
                    + " s of being asked to, and is ended by force. Let its close() and its shutdown hooks return.");
            Stubborn.threads().forEach(line -> err.println("shuttle: still there: " + line));
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
