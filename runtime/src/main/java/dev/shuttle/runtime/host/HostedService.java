package dev.shuttle.runtime.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.service.ServiceDefinition;
import dev.shuttle.runtime.service.ServiceInstance;
import dev.shuttle.runtime.service.ServiceRegistry;
import dev.shuttle.runtime.service.ServiceStartException;
import dev.shuttle.runtime.service.ServiceState;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one service of a dedicated host. When it ends, the JVM does. Thread-safe. */
final class HostedService {
    /** The control plane has a shorter limit; this one only ends a host without a control plane. */
    private static final Duration START_TIMEOUT = Duration.ofHours(1);

    /** On SIGTERM from outside, as at a machine's shutdown, which itself waits little longer. */
    private static final Duration CLOSE_AT_EXIT = Duration.ofSeconds(5);

    private final ServiceRegistry registry;
    private final ServiceEvents events;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mainReturned = new CountDownLatch(1);

    HostedService(ServiceRegistry registry, ServiceEvents events) {
        this.registry = registry;
        this.events = events;
    }

    /** Waits until a service was told to start; false if none was in that time. */
    boolean awaitStart(Duration patience) throws InterruptedException {
        return begun.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for the end of a program that listens on its own: then the JVM lives as long as its threads do. */
    void awaitProgramReturned() throws InterruptedException {
        mainReturned.await();
    }

    /** Starts the service in the background. A second one is not taken. */
    synchronized void start(ServiceDefinition definition) {
        if (begun.getCount() > 0 && registry.add(definition)) {
            begun.countDown();
            Halt.daemon("host-start", () -> run(definition));
        }
    }

    private void run(ServiceDefinition definition) {
        String deployment = definition.deployment();
        try {
            ServiceInstance started = registry.load(deployment);
            events.start(deployment, started, START_TIMEOUT);
            registry.move(deployment, ServiceState.STARTING, ServiceState.RUNNING);
            if (!closesAtExit(started)) {
                return; // the app has called System.exit, and the process's end says the rest
            }
            events.tell(ServiceEvents.of("started", deployment).with("socket", started.isAtSocket()));
            awaitMain(started, definition);
        } catch (ServiceStartException e) {
            fail(deployment, e.getMessage());
        } catch (InterruptedException | RuntimeException e) {
            fail(deployment, "The service could not be started: " + e);
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

    private void awaitMain(ServiceInstance started, ServiceDefinition definition)
            throws ServiceStartException, InterruptedException {
        started.awaitMain();
        if (definition.entryPoint().returns() == Returns.NOTHING) {
            mainReturned.countDown();
        }
    }

    private void fail(String deployment, @Nullable String message) {
        if (registry.end(deployment, ServiceState.FAILED)) {
            Halt.after(CLOSE_AT_EXIT.plusSeconds(1), () -> {});
            events.failed(deployment, message == null ? "The service failed." : message);
            System.exit(1);
        }
    }

    /** Closes the service and ends the JVM, at the latest after the given time. */
    void stop(String deployment, Duration patience) {
        if (begun.getCount() == 0 && !isOurs(deployment)) {
            return;
        }
        Halt.after(patience, () -> tellWhatKeepsIt(patience));
        Halt.daemon("host-stop", () -> {
            Duration forClose = patience.multipliedBy(7).dividedBy(10); // the rest is for shutdown hooks
            if (!registry.find(deployment)
                    .map(running -> running.close(forClose))
                    .orElse(true)) {
                tellWhatKeepsIt(forClose);
            }
            events.tell(ServiceEvents.of("stopped", deployment));
            System.exit(0); // and not merely the end of all threads: the app's own shutdown hooks must run
        });
    }

    private boolean isOurs(String deployment) {
        if (!registry.statuses().containsKey(deployment)) {
            System.err.println("shuttle: deployment " + deployment + " is not here");
            return false;
        }
        return registry.end(deployment, ServiceState.STOPPING);
    }

    /** To the process's own stream: the service may have put another in the place of System.err. */
    private static void tellWhatKeepsIt(Duration patience) {
        try (PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), false, UTF_8)) {
            err.println("shuttle: the service did not end within " + patience.toSeconds()
                    + " s, and is killed. Its close() and its shutdown hooks must return.");
            ShutdownBlockers.threads().forEach(line -> err.println("shuttle: still running: " + line));
        }
    }
}
