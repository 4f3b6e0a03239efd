package dev.shuttle.runtime.service;

import dev.shuttle.runtime.plan.EntryPoint.Returns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A service that was loaded into this JVM, in a class loader and a thread group of its own. Its {@code main} runs on a
 * thread of its own. Thread-safe.
 */
public final class ServiceInstance {
    private final ServiceDefinition definition;
    private final ServiceClassLoader loader;
    private final ServiceThreads threads;
    private final CompletableFuture<Serving> served = new CompletableFuture<>();
    private final CompletableFuture<Void> mainEnded = new CompletableFuture<>();
    private @Nullable List<String> remained;

    private ServiceInstance(ServiceDefinition definition) {
        String name = definition.project() + "-" + definition.deployment();
        this.definition = definition;
        this.loader = new ServiceClassLoader(definition.classPath());
        this.threads = new ServiceThreads(name, loader);
    }

    /**
     * Makes the service's class loader. Nothing of it runs yet.
     *
     * @param definition what to start
     * @return the service, to be started once
     */
    public static ServiceInstance load(ServiceDefinition definition) {
        return new ServiceInstance(definition);
    }

    /**
     * Starts the service. Returns once it serves; where {@code main} returns nothing, at once. On failure nothing is
     * left behind; the stack trace of what it threw went to {@code System.err}.
     *
     * @param timeout how long it may take
     * @throws ServiceStartException if it threw, or did not return in time
     * @throws InterruptedException if the caller was interrupted; the service is then unloaded too
     */
    public void start(Duration timeout) throws ServiceStartException, InterruptedException {
        threads.start("main", false, this::run);
        boolean started = false;
        try {
            awaitServed(timeout);
            started = true;
        } finally {
            if (!started) {
                served.cancel(false); // should it be served after all, run() closes it
                stop(Duration.ZERO);
            }
        }
    }

    /**
     * Waits until {@code main} has returned, which a program that listens on its own may never do.
     *
     * @throws ServiceStartException if it has thrown
     * @throws InterruptedException if the caller was interrupted
     */
    public void awaitMain() throws ServiceStartException, InterruptedException {
        try {
            mainEnded.get();
        } catch (ExecutionException e) {
            throw fault(e);
        }
    }

    /**
     * What {@code main} has thrown.
     *
     * @return the message for its developer; empty as long as it runs, and when it has returned
     */
    public Optional<String> fault() {
        return mainEnded.isCompletedExceptionally()
                ? Optional.of(mainEnded
                        .handle((nothing, thrown) -> String.valueOf(thrown.getMessage()))
                        .join())
                : Optional.empty();
    }

    /**
     * Calls back when {@code main} throws, at once if it has.
     *
     * @param listener takes the message for its developer, on any thread
     */
    public void onFault(Consumer<String> listener) {
        CompletableFuture<Void> unused = mainEnded.whenComplete((nothing, thrown) -> {
            if (thrown != null) {
                listener.accept(String.valueOf(thrown.getMessage()));
            }
        });
    }

    /**
     * Whether a program of its own goes on: what the {@code java} command would wait for.
     *
     * @return true while {@code main} or another thread of it that is no daemon runs
     */
    public boolean hasUserThreads() {
        return threads.alive().stream().anyMatch(thread -> !thread.isDaemon());
    }

    /**
     * Whether a thread is this service's, by its group or its context class loader.
     *
     * @param thread any
     * @return true for one of the service
     */
    public boolean owns(Thread thread) {
        return threads.owns(thread);
    }

    /**
     * Closes the service, without unloading it: for a JVM that ends after it. What it throws goes to its log.
     *
     * @param patience how long closing may take
     * @return whether it has closed in time
     */
    public boolean close(Duration patience) {
        if (!served.isDone() || served.isCompletedExceptionally()) {
            return true;
        }
        CountDownLatch closed = new CountDownLatch(1);
        Thread closer = threads.start("stop", true, () -> {
            try {
                served.join().close();
            } catch (Throwable e) {
                StartFault.print(e);
            } finally {
                closed.countDown();
            }
        });
        try {
            if (closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closer.interrupt();
        return false;
    }

    /**
     * Closes the service and unloads it: ends its threads, runs and removes its shutdown hooks, deregisters its JDBC
     * drivers, closes its class loader. Idempotent.
     *
     * @param patience how long closing may take; unloading takes a few seconds more at most
     * @return what could not be removed, a sentence each; empty when all is gone
     */
    public synchronized List<String> stop(Duration patience) {
        List<String> before = remained;
        if (before != null) {
            return before;
        }
        List<String> left = new ArrayList<>();
        if (!close(patience)) {
            left.add(definition.project() + " did not close within " + patience.toSeconds() + " s.");
        }
        left.addAll(new Unloading(loader, threads).run());
        remained = List.copyOf(left);
        return remained;
    }

    /** For the test that it is collected. */
    ClassLoader loader() {
        return loader;
    }

    private void awaitServed(Duration timeout) throws ServiceStartException, InterruptedException {
        try {
            served.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ServiceStartException(definition.entryPoint().className() + " did not start within "
                    + timeout.toSeconds() + " s: main, or start, has not returned.");
        } catch (ExecutionException e) {
            throw fault(e);
        }
    }

    private ServiceStartException fault(ExecutionException e) {
        return e.getCause() instanceof ServiceStartException fault
                ? fault
                : StartFault.report(definition.entryPoint(), e);
    }

    private void run() {
        EntryPointCall call = new EntryPointCall(definition, loader);
        try {
            if (definition.entryPoint().returns() == Returns.NOTHING) {
                served.complete(Serving.ON_ITS_OWN);
            }
            Object returned = call.main();
            Serving serving = call.serve(returned);
            if (!served.complete(serving) && served.isCompletedExceptionally()) {
                serving.close();
            }
            mainEnded.complete(null);
        } catch (Throwable e) {
            ServiceStartException fault = StartFault.report(definition.entryPoint(), e);
            served.completeExceptionally(fault);
            mainEnded.completeExceptionally(fault);
        }
    }
}
