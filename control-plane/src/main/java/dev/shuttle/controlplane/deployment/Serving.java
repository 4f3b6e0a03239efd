package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.proxy.Route;
import dev.shuttle.controlplane.proxy.RoutingTable;
import dev.shuttle.controlplane.proxy.Upstream;
import dev.shuttle.os.Disk;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which deployment serves each project. Swaps, then drains: the store is told, the route is put with one atomic write,
 * and only then the old version ends, out of everybody's way. A service that ends by itself is started again, with
 * growing pauses, and given up after {@link #PAUSES} runs out. Thread-safe.
 */
final class Serving implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    /** Before each further start of a service that ended by itself. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(9), Duration.ofSeconds(27));

    /** A service that ran this long and then ended is met with patience again. */
    private static final Duration STABLE = Duration.ofMinutes(1);

    /** Services started at a time when the control plane starts: more would only fight for the processors. */
    private static final int STARTERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** Draining deployments are cut off; their hosts are stopped afterwards, with all others. */
    private static final long CLOSE_SECONDS = 2;

    private final ServiceHosts hosts;
    private final DeploymentStore store;
    private final DeploymentLogs logs;
    private final Addresses addresses;
    private final RoutingTable routes;
    private final Duration drainTimeout;
    private final Retention retention;

    private final Map<String, Live> live = new HashMap<>();
    private final ExecutorService starters = Executors.newFixedThreadPool(STARTERS, named("shuttle-starter-"));
    private final ExecutorService drains = Executors.newCachedThreadPool(named("shuttle-drain-"));
    private boolean closed;

    Serving(
            ServiceHosts hosts,
            DeploymentStore store,
            DeploymentLogs logs,
            Addresses addresses,
            RoutingTable routes,
            Duration drainTimeout,
            Retention retention) {
        this.hosts = hosts;
        this.store = store;
        this.logs = logs;
        this.addresses = addresses;
        this.routes = routes;
        this.drainTimeout = drainTimeout;
        this.retention = retention;
    }

    private static java.util.concurrent.ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Makes a started deployment the one that serves, and ends the one before it behind the caller's back. */
    void switchTo(DeploymentRow row, RunningService host) {
        Live old;
        synchronized (this) {
            old = live.get(row.project());
            put(Live.up(store.serve(row, old == null ? null : old.row().id()), 0, host));
        }
        drains.execute(() -> {
            if (old != null) {
                end(old, DeploymentState.SUPERSEDED);
            }
            retention.tidy(row.project()); // what the old one still loaded classes from, it needs no more
        });
    }

    private synchronized void put(Live next) {
        String project = next.row().project();
        live.put(project, next);
        Upstream upstream = next.upstream();
        RunningService host = next.host();
        if (upstream == null || host == null) {
            routes.put(addresses.host(project), new Route.Waiting(hosts.startTimeout()));
            return;
        }
        routes.put(addresses.host(project), new Route.Serving(upstream));
        var unused = host.ended().thenAccept(reason -> ended(next, reason));
    }

    /** Waits for the last requests, then stops the service. */
    private void end(Live old, DeploymentState to) {
        DeploymentRow row = old.row();
        drain(old);
        RunningService host = old.host();
        if (host != null) {
            host.stop();
        }
        StoreAgain.untilThereIsRoom(
                "The end of deployment " + row.id(), this::isClosed, () -> store.move(row.id(), to));
        logs.release(row.project(), row.id());
    }

    private void drain(Live old) {
        Upstream upstream = old.upstream();
        if (upstream == null) {
            return;
        }
        try {
            upstream.drain().get(drainTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            logs.of(old.row().project(), old.row().id())
                    .sink("shuttle")
                    .line("err", "Requests that were still open after " + drainTimeout + " were cut off");
        } catch (ExecutionException e) {
            LOG.warn("draining {} failed", old.row().id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            upstream.close();
        }
    }

    private synchronized void ended(Live gone, String reason) {
        DeploymentRow row = gone.row();
        if (closed || live.get(row.project()) != gone) {
            return;
        }
        say(row, reason);
        boolean stable = System.nanoTime() - gone.since() > STABLE.toNanos();
        restart(Live.down(row, stable ? 0 : gone.tries()));
    }

    private synchronized void restart(Live waiting) {
        DeploymentRow row = waiting.row();
        if (waiting.tries() >= PAUSES.size()) {
            say(
                    row,
                    "The service ended " + waiting.tries()
                            + " times and is no longer restarted; deploy a version that stays up");
            live.remove(row.project());
            tell(
                    row,
                    () -> live.get(row.project()) == null,
                    () -> store.end(row.project(), row.id(), DeploymentState.CRASHED, ProjectState.CRASHED));
            routes.put(addresses.host(row.project()), new Route.Unavailable(Route.Unavailable.Reason.CRASHED));
            logs.release(row.project(), row.id());
            return;
        }
        put(waiting);
        tell(row, () -> isCurrent(waiting), () -> store.move(row.id(), DeploymentState.RESTARTING));
        starters.execute(() -> startAgain(waiting));
    }

    private void startAgain(Live waiting) {
        DeploymentRow row = waiting.row();
        try {
            Thread.sleep(PAUSES.get(waiting.tries()).toMillis());
            if (!isCurrent(waiting)) {
                return;
            }
            back(waiting, hosts.startAgain(row));
        } catch (ServiceFailedException | IOException | RuntimeException e) {
            LOG.warn("deployment {} did not come back", row.id(), e);
            // That the disk is full is no fault of the service's, for which it would be given up.
            int tries = Disk.isFull(e) ? Math.max(1, waiting.tries()) : waiting.tries() + 1;
            again(waiting, tries, e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void again(Live waiting, int tries, String reason) {
        if (!closed && isCurrent(waiting)) {
            say(waiting.row(), reason);
            restart(Live.down(waiting.row(), tries));
        }
    }

    private void back(Live waiting, RunningService host) {
        synchronized (this) {
            if (!closed && isCurrent(waiting)) {
                DeploymentRow row = waiting.row();
                Live up = Live.up(row, waiting.tries() + 1, host);
                put(up);
                tell(row, () -> isCurrent(up), () -> store.move(row.id(), DeploymentState.RUNNING));
                logs.wake(row.project(), row.id());
                return;
            }
        }
        host.stop();
    }

    /** Stored later if the disk is full, unless it has changed again. A service does not wait for that. */
    private void tell(DeploymentRow row, BooleanSupplier holds, Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            if (!Disk.isFull(e)) {
                throw e;
            }
            behind(() -> StoreAgain.untilThereIsRoom("The state of deployment " + row.id(), this::isClosed, () -> {
                synchronized (this) {
                    if (holds.getAsBoolean()) {
                        write.run();
                    }
                }
            }));
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean isCurrent(Live expected) {
        return live.get(expected.row().project()) == expected;
    }

    private void say(DeploymentRow row, String line) {
        logs.of(row.project(), row.id()).sink("shuttle").line("err", line);
    }

    /** Takes over what still runs and starts the rest: requests wait meanwhile. Called once, at the start. */
    void restore(List<DeploymentRow> current) {
        Map<String, ServiceSpec> wanted = new HashMap<>();
        Map<String, DeploymentRow> rows = new HashMap<>();
        for (DeploymentRow row : current) {
            rows.put(row.id(), row);
            routes.put(addresses.host(row.project()), new Route.Waiting(hosts.startTimeout()));
            try {
                wanted.put(row.id(), hosts.request(row));
            } catch (IOException e) {
                LOG.warn("the release of {} cannot be read: {}", row.id(), e.toString());
            }
        }
        Set<String> adopted = hosts.adopt(wanted, host -> resume(rows.get(host.deployment()), host))
                .keySet();
        current.stream().filter(row -> !adopted.contains(row.id())).forEach(row -> {
            synchronized (this) {
                restart(Live.down(row, 0));
            }
        });
    }

    private synchronized void resume(@Nullable DeploymentRow row, RunningService host) {
        if (row == null) {
            throw new IllegalStateException("unexpected host of " + host.deployment());
        }
        LOG.info("deployment {} of {} was still running and is adopted", row.id(), row.project());
        store.move(row.id(), DeploymentState.RUNNING);
        put(Live.up(row, 0, host));
        starters.execute(() -> attend(row));
    }

    private void attend(DeploymentRow row) {
        try {
            hosts.attend(row);
        } catch (ProvisioningException e) {
            say(row, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the code of a deployment names one of the secrets; true if that cannot be told. */
    boolean asksFor(DeploymentRow row, Set<String> secrets) {
        try {
            return hosts.asksFor(row, secrets);
        } catch (IOException e) {
            LOG.warn("the release of {} cannot be read: {}", row.id(), e.toString());
            return true;
        }
    }

    /** Says in the proxy why a project does not serve. */
    void unavailable(String project, ProjectState state) {
        Route.Unavailable.Reason reason =
                state == ProjectState.CRASHED ? Route.Unavailable.Reason.CRASHED : Route.Unavailable.Reason.STOPPED;
        routes.put(addresses.host(project), new Route.Unavailable(reason));
    }

    /** Takes a project off the proxy at once; the rest runs on the caller's thread or behind its back. */
    Runnable remove(String project) {
        Live old;
        synchronized (this) {
            routes.remove(addresses.host(project));
            old = live.remove(project);
        }
        return old == null ? () -> {} : () -> end(old, DeploymentState.STOPPED);
    }

    /**
     * Stops what serves, on request: from here on the proxy says that it is stopped; draining and the end of the process
     * go on behind the caller's back.
     *
     * @param id the deployment that is meant; another one that serves by now is left alone
     * @return whether it served
     */
    boolean stop(String project, String id) {
        Live old;
        synchronized (this) {
            old = live.get(project);
            if (old == null || !old.row().id().equals(id)) {
                return false;
            }
            store.stop(project, id);
            live.remove(project);
            unavailable(project, ProjectState.STOPPED);
        }
        drains.execute(() -> end(old, DeploymentState.STOPPED));
        return true;
    }

    /** Runs something behind the caller's back. */
    void behind(Runnable work) {
        drains.execute(work);
    }

    /** Nothing is started again from here on. The hosts are closed by who made them. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            live.clear();
        }
        starters.shutdownNow();
        drains.shutdownNow();
        try {
            boolean ignored = drains.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
