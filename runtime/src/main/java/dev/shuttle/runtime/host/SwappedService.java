package dev.shuttle.runtime.host;

import dev.shuttle.runtime.service.ServiceDefinition;
import dev.shuttle.runtime.service.ServiceInstance;
import dev.shuttle.runtime.service.ServiceStartException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One service after the other in this JVM, at the same port. Thread-safe. */
final class SwappedService {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private static final Duration START_TIMEOUT = Duration.parse(System.getProperty("shuttle.startTimeout", "PT1M"));

    private final Function<ServiceDefinition, ServiceInstance> loading;
    private final ServiceEvents events;

    /** Starts in order, while their reader can still be told to stop. Their sender waits for each. */
    private final ExecutorService starts = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "run-start");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable ServiceInstance current;

    /** With what makes an instance of a definition. */
    SwappedService(Function<ServiceDefinition, ServiceInstance> loading, ServiceEvents events) {
        this.loading = loading;
        this.events = events;
    }

    /** Replaces the service that runs, if any, in the background; what comes of it is told. */
    void swap(ServiceDefinition next) {
        starts.execute(() -> {
            try {
                replace(next);
            } catch (RuntimeException | Error e) {
                events.failed(next.deployment(), "The service could not be started: " + e);
            }
        });
    }

    /** Closes the service that runs; for a JVM that ends after it. */
    void close() {
        ServiceInstance running = current();
        if (running != null) {
            running.close(CLOSE);
        }
    }

    private void replace(ServiceDefinition next) {
        long begin = System.nanoTime();
        stopCurrent();
        long stopped = System.nanoTime();
        ServiceInstance instance = loading.apply(next);
        setCurrent(instance);
        try {
            events.start(next.deployment(), instance, START_TIMEOUT);
            events.tell(ServiceEvents.of("started", next.deployment())
                    .with("millis", millis(System.nanoTime() - begin))
                    .with("stopMillis", millis(stopped - begin)));
            instance.onFault(message -> {
                if (current() == instance) {
                    events.failed(next.deployment(), message);
                }
            });
        } catch (ServiceStartException e) {
            setCurrent(null);
            events.failed(next.deployment(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            setCurrent(null);
            Thread.currentThread().interrupt();
        }
    }

    private void stopCurrent() {
        ServiceInstance running = current();
        if (running != null) {
            setCurrent(null); // from here on it may fail as it likes
            List<String> left = running.stop(CLOSE);
            left.forEach(what -> System.err.println("shuttle: the previous version left behind: " + what));
        }
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    private synchronized @Nullable ServiceInstance current() {
        return current;
    }

    private synchronized void setCurrent(@Nullable ServiceInstance instance) {
        current = instance;
    }
}
