package dev.shuttle.runtime.service;

import dev.shuttle.RedisConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;

/** Creates the value of a {@code @Redis} parameter. Clients are of the app's own library, of whatever version, made by reflection. */
final class RedisClients {
    private final ClassLoader loader;
    private final OpenObjects opened;

    RedisClients(ClassLoader loader, OpenObjects opened) {
        this.loader = loader;
        this.opened = opened;
    }

    Object of(String type, ResourceOutput output) throws Exception {
        URI uri = ConnectionUrls.redis(output);
        if (uri.getHost() == null) { // a client would name the whole of it, with its password
            throw new ServiceStartException("The host of " + output + " is not valid: " + output.get("host")
                    + ". Write it as a name or an address in SHUTTLE_REDIS_URL.");
        }
        return switch (type) {
            case "java.net.URI" -> uri;
            case "java.lang.String" -> uri.toString();
            case "dev.shuttle.RedisConnection" -> new RedisConnection(uri, output.get("keyPrefix"));
            default -> client(type, uri, output);
        };
    }

    private Object client(String type, URI uri, ResourceOutput output) throws Exception {
        try {
            Class<?> client = Class.forName(type, true, loader);
            return type.startsWith("io.lettuce.") ? lettuce(client, uri) : jedis(client, uri);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            throw new ServiceStartException(output + " is not available as " + type + ": " + e
                    + ". Use a newer version of that client, or a java.net.URI instead.");
        }
    }

    private Object jedis(Class<?> type, URI uri) throws Exception {
        AutoCloseable client = (AutoCloseable) type.getConstructor(URI.class).newInstance(uri);
        opened.add(client);
        return client;
    }

    private Object lettuce(Class<?> type, URI uri) throws Exception {
        Object client = type.getMethod("create", String.class).invoke(null, uri.toString());
        Method shutdown = type.getMethod("shutdown");
        opened.add(() -> shutdown.invoke(client));
        return client;
    }
}
