package dev.shuttle.runtime.service;

import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;

/** Starts and stops an {@code io.javalin.Javalin} by reflection: it is the app's own, of whatever version. */
final class JavalinServer implements Closing {
    private final Object javalin;

    JavalinServer(Object javalin, InetSocketAddress address) throws Exception {
        this.javalin = javalin;
        call(
                "start",
                new Class<?>[] {String.class, int.class},
                address.getAddress().getHostAddress(),
                address.getPort());
    }

    @Override
    public void close() throws Exception {
        call("stop", new Class<?>[0]);
    }

    private void call(String method, Class<?>[] types, Object... arguments) throws Exception {
        try {
            javalin.getClass().getMethod(method, types).invoke(javalin, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
