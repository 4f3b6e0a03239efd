package dev.shuttle.resources;

import dev.shuttle.os.DaemonThreads;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The one thread that looks after a provisioner's servers. */
public final class ServerWatch {

    private ServerWatch() {}

    /** Its thread is made with the first server. */
    public static ScheduledExecutorService named(String name) {
        ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(name));
        watch.setRemoveOnCancelPolicy(true);
        return watch;
    }
}
