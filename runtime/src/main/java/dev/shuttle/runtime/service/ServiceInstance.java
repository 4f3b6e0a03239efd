package dev.shuttle.runtime.service;

import dev.shuttle.runtime.plan.EntryPoint.Returns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
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
    private final ClassLoader loader;
    private final ServiceThreads threads;
    private final Injection injection;
    private final StatementTracing tracing;
    private final CompletableFuture<Closing> served = new CompletableFuture<>();
    private final CompletableFuture<Void> mainEnded = new CompletableFuture<>();
    private @Nullable List<String> remained;

    private ServiceInstance(
            ServiceDefinition definition, HostLibraries libraries, ClassLoader loader, StatementTracing tracing) {
        String name = definition.project() + "-" + definition.deployment();
        this.definition = definition;
        this.loader = loader;
        this.threads = new ServiceThreads(name, loader);
        this.tracing = tracing;
        this.injection = new Injection(definition, libraries, loader, tracing);
    }

    /**
     * Makes the service's class loader. Nothing of it runs yet.
     *
     * @param definition what to start
     * @param libraries of the host, for what it hands over
     * @return the service, to be started once
     */
    public static ServiceInstance load(ServiceDefinition definition, HostLibraries libraries) {
        return new ServiceInstance(
                definition, libraries, new ServiceClassLoader(definition.classPath()), new StatementTracing());
    }

    /**
     * A service whose classes are on this JVM's own class path, so that whatever the JDK loads by itself, in the common
     * pool for example, finds them as by hand. It ends with the JVM, and is not unloaded.
     */
    public static ServiceInstance ofThisJvm(
            ServiceDefinition definition, HostLibraries libraries, StatementTracing tracing) {
        return new ServiceInstance(definition, libraries, ClassLoader.getSystemClassLoader(), tracing);
    }

    /**
     * Starts the service. Returns once it serves; where {@code main} returns nothing, once its resources are opened. On
     * failure nothing is left behind; the stack trace of what it threw went to {@code System.err}. Pools are made on the
     * caller's thread, and their threads belong to its group.
     *
     * @param timeout how long it may take
     * @throws ServiceStartException if it threw, did not return in time, or if a resource could not be reached: its
     *     message holds no password
     * @throws InterruptedException if the caller was interrupted; the service is then unloaded too
     */
    public void start(Duration timeout) throws ServiceStartException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        boolean started = false;
        try {
            injection.connect(timeout);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            threads.start("main", false, this::run);
            awaitServed(timeout, end);
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
     * The exception of {@code main}.
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
     * The outputs that the app's providers returned at this start, to be stored with the deployment and given
     * with its next start. Known once {@link #start} has returned, or failed.
     *
     * @return one each for those that were provisioned now; empty if all had been
     */
    public List<ResourceOutput> provisioned() {
        return injection.provisioned();
    }

    /**
     * Closes the service and then its resources, without unloading it: for a JVM that ends after it. What they throw
     * goes to its log. Of a program that listens on its own nothing is closed: its shutdown hooks may need all of it.
     *
     * @param patience how long closing may take; pools take a few seconds more at most
     * @return whether it has closed in time
     */
    public boolean close(Duration patience) {
        if (definition.entryPoint().returns() == Returns.NOTHING
                || !served.isDone()
                || served.isCompletedExceptionally()) {
            return true;
        }
        boolean closed = threads.run("stop", patience, () -> {
            try {
                served.join().close();
            } catch (Throwable e) {
                StartFailures.print(e);
            }
            injection.opened().close();
        });
        injection.disconnect();
        return closed;
    }

    /**
     * Closes the service and unloads it: ends its threads, runs and removes its shutdown hooks, closes its resources,
     * deregisters its JDBC drivers, closes its class loader. Idempotent.
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
        if (loader instanceof ServiceClassLoader own) {
            left.addAll(new Unloading(own, threads, injection.opened()).run());
        }
        injection.disconnect();
        remained = List.copyOf(left);
        return remained;
    }

    /**
     * Whether it serves at the Unix socket of its definition, beside its port.
     *
     * @return false as long as it does not serve
     */
    public boolean isAtSocket() {
        return served.isDone()
                && !served.isCompletedExceptionally()
                && served.join().isAtSocket();
    }

    /** For the test that it is collected. */
    ClassLoader loader() {
        return loader;
    }

    private void awaitServed(Duration timeout, long end) throws ServiceStartException, InterruptedException {
        try {
            served.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
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
                : StartFailures.report(definition.entryPoint(), e);
    }

    private void run() {
        EntryPointCall call = new EntryPointCall(definition, loader, injection, tracing);
        try {
            Callable<@Nullable Object> main = call.prepare();
            if (definition.entryPoint().returns() == Returns.NOTHING) {
                served.complete(Closing.ON_ITS_OWN);
            }
            Object returned = main.call();
            Closing serving = call.serve(returned);
            if (!served.complete(serving) && served.isCompletedExceptionally()) {
                serving.close();
            }
            mainEnded.complete(null);
        } catch (Throwable e) {
            ServiceStartException fault = StartFailures.report(definition.entryPoint(), e);
            served.completeExceptionally(fault);
            mainEnded.completeExceptionally(fault);
        }
    }
}
