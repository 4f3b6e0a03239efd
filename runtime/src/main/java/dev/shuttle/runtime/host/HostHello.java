package dev.shuttle.runtime.host;

import dev.shuttle.runtime.service.ServiceState;
import dev.shuttle.runtime.service.ServiceStatus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A host's answer to a hello: which services it runs. Version 3 lists them, each with its deployment; a host of version 2
 * has one at most, whose fields stand in the message itself.
 *
 * @param version of the messages that the host speaks
 * @param services by deployment
 */
public record HostHello(String version, Map<String, ServiceStatus> services) {
    private static final String WITHOUT_LIST = "2";
    private static final int MAX_SERVICES = 10_000;

    public HostHello {
        services = Map.copyOf(services);
    }

    Message message() {
        Message.Builder message = Message.builder("hello");
        message.put("pid", ProcessHandle.current().pid());
        message.put("version", version);
        message.put("services", services.size());
        int at = 0;
        for (Map.Entry<String, ServiceStatus> service : services.entrySet()) {
            String prefix = "service." + at++ + ".";
            message.put(prefix + "deployment", service.getKey());
            message.put(prefix + "state", service.getValue().state());
            message.put(prefix + "port", service.getValue().port());
            message.put(prefix + "socket", service.getValue().socket());
        }
        return message.build();
    }

    /** Reads the answer of a host of version 3 or 2; of another version only that it is one. */
    public static HostHello read(Message message) throws IOException {
        String version = message.get("version");
        try {
            return switch (version) {
                case HostMain.VERSION -> new HostHello(version, list(message));
                case WITHOUT_LIST -> new HostHello(version, single(message));
                default -> new HostHello(version, Map.of());
            };
        } catch (IllegalArgumentException e) {
            throw new IOException("a host's hello is not understood: " + e.getMessage(), e);
        }
    }

    /** Whether this control plane can tell the host what to do. */
    public boolean isUnderstood() {
        return version.equals(HostMain.VERSION) || version.equals(WITHOUT_LIST);
    }

    private static Map<String, ServiceStatus> list(Message message) {
        int count = Integer.parseInt(message.get("services"));
        if (count > MAX_SERVICES) {
            throw new IllegalArgumentException(count + " services");
        }
        Map<String, ServiceStatus> services = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String prefix = "service." + i + ".";
            services.put(message.get(prefix + "deployment"), status(message, prefix));
        }
        return services;
    }

    private static Map<String, ServiceStatus> single(Message message) {
        return message.get("state").equals("NEW") ? Map.of() : Map.of(message.get("deployment"), status(message, ""));
    }

    private static ServiceStatus status(Message message, String prefix) {
        return new ServiceStatus(
                ServiceState.valueOf(message.get(prefix + "state")),
                Integer.parseInt(message.get(prefix + "port")),
                Boolean.parseBoolean(message.get(prefix + "socket")));
    }
}
