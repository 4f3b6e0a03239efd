package dev.shuttle.runtime.service;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The JVM's registered shutdown hooks, which keep the loader of their code reachable. */
final class ShutdownHooks {

    private ShutdownHooks() {}

    /** Removes those that match, and returns them; none where the JDK does not let us look. */
    static List<Thread> remove(Predicate<Thread> match) {
        List<Thread> removed = new ArrayList<>();
        for (Thread hook : registered()) {
            if (match.test(hook) && Runtime.getRuntime().removeShutdownHook(hook)) {
                removed.add(hook);
            }
        }
        return removed;
    }

    private static List<Thread> registered() {
        try {
            Class<?> type = Class.forName("java.lang.ApplicationShutdownHooks");
            Field field = JdkInternals.open(type, type.getDeclaredField("hooks"));
            synchronized (type) {
                List<Thread> hooks = new ArrayList<>();
                if (field.get(null) instanceof Map<?, ?> map) {
                    map.keySet().forEach(hook -> hooks.add((Thread) hook));
                }
                return hooks;
            }
        } catch (ReflectiveOperationException e) {
            return List.of();
        }
    }
}
