package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.BuildResult;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.jdk.JdkChoice;
import dev.shuttle.controlplane.log.DeploymentLog;
import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.controlplane.procfile.Procfile;
import dev.shuttle.controlplane.release.Release;
import dev.shuttle.runtime.service.ResourceOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A deployment on its way: what each step leaves for the next. Used by one worker; only {@link #cancel} is called by
 * others.
 */
final class DeploymentRun {
    private final DeploymentRow row;
    private final LineSink log;
    private final LineSink build;
    private @Nullable Sources sources;
    private @Nullable JdkChoice jdk;
    private @Nullable BuildResult built;
    private @Nullable Release release;
    private List<ResourceOutput> given = List.of();
    private @Nullable RunningService host;
    private @Nullable ActiveDeployment replaced;

    private @Nullable Thread interruptible;
    private @Nullable Stop stop;
    private @Nullable String failure;

    /** Why an run ends before its time. */
    enum Stop {
        /** Somebody asked for it. */
        CANCELLED,
        /** The control plane is being stopped. */
        SHUTDOWN
    }

    /**
     * The sources as they were uploaded, before a build could change them.
     *
     * @param root the real path of their folder
     * @param files the real paths of all of them
     * @param procfile in their root
     */
    record Sources(Path root, Set<Path> files, Procfile procfile) {
        Sources {
            files = Set.copyOf(files);
        }
    }

    /** A long, interruptible operation. */
    interface Work<T, E extends Exception> {
        T run() throws E, IOException, InterruptedException;
    }

    DeploymentRun(DeploymentRow row, DeploymentLog log) {
        this.row = row;
        this.log = log.sink("shuttle");
        this.build = log.sink("build");
    }

    /**
     * Runs the part of a step that a cancel may interrupt. Nowhere else is the worker interrupted: an interrupt in the
     * midst of a commit would close the store's file.
     */
    <T, E extends Exception> T interruptibly(Work<T, E> work) throws E, IOException, InterruptedException {
        synchronized (this) {
            if (stop != null) {
                throw new InterruptedException();
            }
            interruptible = Thread.currentThread();
        }
        try {
            return work.run();
        } finally {
            synchronized (this) {
                interruptible = null;
                boolean ignored = Thread.interrupted();
            }
        }
    }

    synchronized void cancel(Stop reason) {
        stop = reason;
        if (interruptible != null) {
            interruptible.interrupt();
        }
    }

    /** Ends what may be interrupted, if that is in work; the step says why it failed. */
    synchronized void interrupt(String reason) {
        if (stop == null && interruptible != null) {
            failure = reason;
            interruptible.interrupt();
        }
    }

    /** Of {@link #interrupt}; null if the step was not ended so. */
    synchronized @Nullable String interruption() {
        return stop == null ? failure : null;
    }

    synchronized boolean isShutdown() {
        return stop == Stop.SHUTDOWN;
    }

    DeploymentRow row() {
        return row;
    }

    /** Tells the developer how the deploy goes. */
    void info(String line) {
        log.line("out", line);
    }

    void error(String line) {
        log.line("err", line);
    }

    LineSink buildOutput() {
        return build;
    }

    Sources sources() {
        return left(sources, "sources");
    }

    void sources(Sources unpacked) {
        this.sources = unpacked;
    }

    JdkChoice jdk() {
        return left(jdk, "JDK");
    }

    void jdk(JdkChoice choice) {
        this.jdk = choice;
    }

    BuildResult built() {
        return left(built, "build result");
    }

    void built(BuildResult result) {
        this.built = result;
    }

    @Nullable
    Release releaseOrNull() {
        return release;
    }

    Release release() {
        return left(release, "release");
    }

    void release(Release kept) {
        this.release = kept;
    }

    /** The services that steps use.  */
    List<ResourceOutput> given() {
        return given;
    }

    void given(List<ResourceOutput> outputs) {
        this.given = outputs;
    }

    RunningService host() {
        return left(host, "host");
    }

    @Nullable
    RunningService hostOrNull() {
        return host;
    }

    void host(@Nullable RunningService started) {
        this.host = started;
    }

    @Nullable
    ActiveDeployment replacedOrNull() {
        return replaced;
    }

    /** The deployment that was stopped for this one. */
    void replaced(@Nullable ActiveDeployment stopped) {
        this.replaced = stopped;
    }

    private static <T> T left(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalStateException("the step before left no " + what);
        }
        return value;
    }
}
