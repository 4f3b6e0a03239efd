package dev.shuttle.plugin.tunnel;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.protocol.Resource;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ResourceVariables;
import java.util.HashMap;
import java.util.Map;

/** The addresses of a resource behind a local port, with its password: for psql or redis-cli, and for JDBC. */
public final class ConnectionUrl {
    private final ResourceOutput local;

    /**
     * Of a resource.
     *
     * @param resource with its password
     * @param port the local port that leads to it
     */
    public ConnectionUrl(Resource resource, int port) {
        Map<String, String> values = new HashMap<>(resource.details());
        values.remove("url");
        values.put("host", LoopbackPorts.HOST);
        values.put("port", Integer.toString(port));
        this.local = new ResourceOutput(resource.type(), resource.name(), values);
    }

    /** Whether such a resource is reached by a port. */
    public static boolean isFor(Resource resource) {
        return resource.type().equals(ResourceRequest.POSTGRES)
                || resource.type().equals(ResourceRequest.REDIS);
    }

    /** The command that takes it. */
    public String command() {
        return (isDatabase() ? "psql '" : "redis-cli -u '") + url() + "'";
    }

    /** As {@code psql} and {@code redis-cli -u} take it. */
    public String url() {
        return ResourceVariables.url(local);
    }

    /** For JDBC; empty if it is no database. */
    public String jdbcUrl() {
        return isDatabase() ? ResourceVariables.jdbcUrl(local) : "";
    }

    private boolean isDatabase() {
        return local.type().equals(ResourceRequest.POSTGRES);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return local.type() + ":" + local.name() + " at port " + local.get("port");
    }
}
