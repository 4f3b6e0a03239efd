package dev.shuttle.runtime.host;

import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.EntryPoint.Kind;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ServiceDefinition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link ServiceDefinition} as a message, its resources with all their values. */
public final class StartMessage {

    private StartMessage() {}

    public static Message of(ServiceDefinition service) {
        Message.Builder message = Message.builder("start");
        message.put("project", service.project());
        message.put("deployment", service.deployment());
        message.put("url", service.url());
        message.put("environment", service.environment());
        message.put("host", service.address().getAddress().getHostAddress());
        message.put("port", service.address().getPort());
        if (service.socket() != null) {
            message.put("socket", service.socket());
        }
        put(message, service.entryPoint());
        put(
                message,
                "classPath",
                service.classPath().stream().map(Path::toAbsolutePath).toList());
        put(message, "arguments", service.arguments());
        ResourceMessages.put(message, service.resources());
        return message.build();
    }

    private static void put(Message.Builder message, String name, List<?> values) {
        message.put(name, values.size());
        int at = 0;
        for (Object value : values) {
            message.put(name + "." + at++, value);
        }
    }

    private static void put(Message.Builder message, EntryPoint entryPoint) {
        message.put("class", entryPoint.className());
        message.put("descriptor", entryPoint.descriptor());
        message.put("returns", entryPoint.returns());
        message.put("parameters", entryPoint.parameters().size());
        int at = 0;
        for (Parameter parameter : entryPoint.parameters()) {
            message.put("type." + at, parameter.type());
            message.put("kind." + at, parameter.kind());
            put(message, at++, parameter.resource());
        }
    }

    private static void put(Message.Builder message, int at, @Nullable ResourceRequest request) {
        if (request != null) {
            message.put("requestType." + at, request.type());
            message.put("requestName." + at, request.name());
            message.put("required." + at, request.required());
            message.put("provider." + at, request.provider());
        }
    }

    public static ServiceDefinition read(Message message) throws IOException {
        try {
            return new ServiceDefinition(
                    message.get("project"),
                    message.get("deployment"),
                    URI.create(message.get("url")),
                    message.get("environment"),
                    new InetSocketAddress(message.get("host"), Integer.parseInt(message.get("port"))),
                    list(message, "classPath").stream().map(Path::of).toList(),
                    entryPoint(message),
                    list(message, "arguments"),
                    ResourceMessages.read(message),
                    message.get("socket").isEmpty() ? null : Path.of(message.get("socket")));
        } catch (IllegalArgumentException e) {
            throw new IOException("a start message is wrong: " + e.getMessage(), e);
        }
    }

    private static List<String> list(Message message, String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(message.get(name)); i++) {
            values.add(message.get(name + "." + i));
        }
        return values;
    }

    private static EntryPoint entryPoint(Message message) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(message.get("parameters")); i++) {
            parameters.add(new Parameter(
                    message.get("type." + i), Kind.valueOf(message.get("kind." + i)), request(message, i)));
        }
        return new EntryPoint(
                message.get("class"), message.get("descriptor"), parameters, Returns.valueOf(message.get("returns")));
    }

    private static @Nullable ResourceRequest request(Message message, int at) {
        String type = message.get("requestType." + at);
        return type.isEmpty()
                ? null
                : new ResourceRequest(
                        type,
                        message.get("requestName." + at),
                        Boolean.parseBoolean(message.get("required." + at)),
                        message.get("provider." + at));
    }
}
