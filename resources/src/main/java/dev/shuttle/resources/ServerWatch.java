package dev.shuttle.resources;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The one thread that looks after a provisioner's servers. */
public final class ServerWatch {

    private ServerWatch() {}

    /** Its thread is made with the first server. */
    public static ScheduledExecutorService named(String name) {
        ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        watch.setRemoveOnCancelPolicy(true);
        return watch;
    }
}
