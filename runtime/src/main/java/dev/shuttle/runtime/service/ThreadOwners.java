package dev.shuttle.runtime.service;

import com.sun.net.httpserver.HttpServer;
import java.lang.reflect.Field;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** Ends what an interrupt alone does not: the pool or the server that a thread works for. */
final class ThreadOwners {

    private ThreadOwners() {}

    /** Shuts down the thread's owner, if it is one that is known; else does nothing. */
    static void shutDown(Thread thread) {
        try {
            Object task = task(thread);
            Object owner = task == null ? null : outer(task);
            if (owner instanceof ThreadPoolExecutor pool) {
                pool.shutdownNow();
            } else if (owner != null && owner.getClass().getName().equals("sun.net.httpserver.ServerImpl")) {
                stop(owner);
            }
        } catch (ReflectiveOperationException e) {
            // The JDK does not let us look: the thread is interrupted all the same.
        }
    }

    /** The JDK's {@link HttpServer}, of which the thread knows the inner part only. */
    private static void stop(Object server) throws ReflectiveOperationException {
        JdkInternals.open(server.getClass(), server.getClass().getDeclaredMethod("stop", int.class))
                .invoke(server, 0);
    }

    private static @Nullable Object task(Thread thread) throws ReflectiveOperationException {
        Field holder = field(Thread.class, "holder"); // since 19
        if (holder == null) {
            Field target = field(Thread.class, "target");
            return target == null ? null : target.get(thread);
        }
        Object held = holder.get(thread);
        Field task = held == null ? null : field(held.getClass(), "task");
        return task == null ? null : task.get(held);
    }

    private static @Nullable Object outer(Object task) throws ReflectiveOperationException {
        if (task.getClass().getClassLoader() != null
                && task.getClass().getClassLoader() != ClassLoader.getPlatformClassLoader()) {
            return null; // not the JDK's
        }
        Field outer = field(task.getClass(), "this$0");
        return outer == null ? null : outer.get(task);
    }

    private static @Nullable Field field(Class<?> type, String name) throws ReflectiveOperationException {
        try {
            return JdkInternals.open(type, type.getDeclaredField(name));
        } catch (NoSuchFieldException e) {
            return null;
        }
    }
}
