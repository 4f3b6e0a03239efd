package dev.shuttle.plugin.watch;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * While it is open, Ctrl-C interrupts a thread, which can then end in order; a second one ends the JVM. Uses the JDK's
 * {@code sun.misc.Signal} by reflection, since javac warns of it and has no way not to; where a JVM lacks it or keeps signals
 * to itself (-Xrs), Ctrl-C ends the JVM at once.
 */
public final class CtrlC implements AutoCloseable {

    /** A terminal's Ctrl-C and its end, and kill(1). */
    private static final List<String> SIGNALS = List.of("INT", "HUP", "TERM");

    private final Thread thread;
    private final Map<Object, Object> before = new LinkedHashMap<>();
    private @Nullable Method handle;
    private volatile boolean pressed;

    private CtrlC(Thread thread) {
        this.thread = thread;
    }

    /** Interrupts this thread from now on. */
    public static CtrlC interrupting(Thread thread) {
        CtrlC opened = new CtrlC(thread);
        SIGNALS.forEach(opened::take);
        return opened;
    }

    public boolean isPressed() {
        return pressed;
    }

    /** Leaves neither its handlers nor its interrupt behind. */
    @Override
    public void close() {
        restore();
        if (pressed) {
            var unused = Thread.interrupted();
        }
    }

    private synchronized void take(String name) {
        try {
            ClassLoader loader = ClassLoader.getPlatformClassLoader();
            Class<?> type = Class.forName("sun.misc.Signal", true, loader);
            Class<?> handler = Class.forName("sun.misc.SignalHandler", true, loader);
            Object signal = type.getConstructor(String.class).newInstance(name);
            Object ours = Proxy.newProxyInstance(
                    CtrlC.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        return switch (method.getName()) {
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "toString" -> "CtrlC";
                            default -> press();
                        };
                    });
            handle = type.getMethod("handle", type, handler);
            before.put(signal, handle.invoke(null, signal, ours));
        } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
            // As it is without us.
        }
    }

    private @Nullable Object press() {
        pressed = true;
        restore();
        thread.interrupt();
        return null;
    }

    private synchronized void restore() {
        before.forEach((signal, handler) -> {
            try {
                if (handle != null) {
                    handle.invoke(null, signal, handler);
                }
            } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
                // As it is without us.
            }
        });
        before.clear();
    }
}
