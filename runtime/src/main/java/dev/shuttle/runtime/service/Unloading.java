package dev.shuttle.runtime.service;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;

/** Removes what a service has left in the JVM, so that its class loader can be collected. */
final class Unloading {
    /** For threads and hooks that react to an interrupt this is ample; the others will not end at all. */
    private static final long PATIENCE_MILLIS = 2_000;

    /** How often the threads are looked through: an interrupted one may have started another. */
    private static final long ROUND_MILLIS = 100;

    private final ServiceClassLoader loader;
    private final ServiceThreads threads;
    private final OpenObjects opened;
    private final List<String> left = new ArrayList<>();

    /**
     * For one service.
     *
     * @param opened what is closed after its hooks have run, which may use it
     */
    Unloading(ServiceClassLoader loader, ServiceThreads threads, OpenObjects opened) {
        this.loader = loader;
        this.threads = threads;
        this.opened = opened;
    }

    /** Returns what is left, a sentence each. */
    List<String> run() {
        boolean interrupted = Thread.interrupted();
        runHooks();
        closeObjects();
        endThreads();
        deregisterDrivers();
        ResourceBundle.clearCache(loader);
        closeLoader();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }

    private void runHooks() {
        for (Thread hook : ShutdownHooks.remove(threads::owns)) {
            hook.setDaemon(true);
            hook.start();
            if (!joined(hook, PATIENCE_MILLIS)) {
                hook.interrupt();
            }
        }
    }

    private void closeObjects() {
        if (opened.seal() && !threads.run("close", Duration.ofMillis(PATIENCE_MILLIS), opened::close)) {
            left.add("A resource did not close within " + PATIENCE_MILLIS + " ms.");
        }
    }

    private void endThreads() {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        List<Thread> alive = threads.alive();
        while (!alive.isEmpty() && System.nanoTime() < end) {
            alive.forEach(ThreadOwners::shutDown);
            alive.forEach(Thread::interrupt);
            joined(alive.get(0), ROUND_MILLIS);
            alive = threads.alive();
        }
        alive.forEach(thread -> left.add("Thread " + thread.getName() + " does not end."));
    }

    private void deregisterDrivers() {
        String file = DriverRemoval.class.getSimpleName() + ".class";
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try (InputStream in = DriverRemoval.class.getResourceAsStream(file)) {
            if (in != null) {
                Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
                Class<?> removal = loader.define(in.readAllBytes());
                ((Runnable) removal.getDeclaredConstructor().newInstance()).run();
            }
        } catch (IOException | ReflectiveOperationException | LinkageError e) {
            left.add("JDBC drivers could not be looked for: " + e + ".");
        } finally {
            Thread.currentThread().setContextClassLoader(context);
        }
    }

    private void closeLoader() {
        try {
            loader.close();
        } catch (IOException e) {
            left.add("A jar could not be closed: " + e.getMessage() + ".");
        }
    }

    private static boolean joined(Thread thread, long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
