package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.SecretName;
import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.plan.ServicePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A project, drawn from its code: where it answers, the parameters of {@code main}, and what each of them
 * gets.
 *
 * @param domains where it answers beside its own URL
 * @param module of the build
 * @param className of the main class
 * @param lines one for each parameter, then what reaches the process as variables
 * @param variables how many environment variables are set
 */
public record InfrastructureMap(
        List<String> domains, String module, String className, List<Line> lines, int variables) {

    /**
     * One thing that the code gets.
     *
     * @param code as it stands in the source
     * @param type what it is: {@code postgres}, {@code secret}, {@code platform}, …
     * @param name of the resource; empty if it is none
     * @param state how that is, in a word
     */
    public record Line(String code, String type, String name, String state) {}

    static InfrastructureMap of(
            ServicePlan plan, List<Resource> resources, List<SecretName> secrets, List<Domain> domains, int variables) {
        Set<String> set = secrets.stream().map(SecretName::name).collect(Collectors.toSet());
        List<Line> lines = new ArrayList<>();
        for (EntryPoint.Parameter parameter : plan.entryPoint().parameters()) {
            lines.add(line(parameter, resources, set));
        }
        for (ResourceRequest request : plan.onClass()) {
            lines.add(line(annotation(request) + " on the class", request, resources, set));
        }
        resources.stream()
                .filter(Resource::attached)
                .filter(resource -> lines.stream()
                        .noneMatch(line -> line.type().equals(resource.type())
                                && line.name().equals(resource.name())))
                .forEach(resource -> lines.add(
                        new Line("attached, in the environment", resource.type(), resource.name(), resource.state())));
        return new InfrastructureMap(
                domains.stream().map(Domain::host).toList(),
                plan.module(),
                simple(plan.entryPoint().className()),
                List.copyOf(lines),
                variables);
    }

    private static Line line(EntryPoint.Parameter parameter, List<Resource> resources, Set<String> secrets) {
        String type = simple(parameter.type());
        @Nullable ResourceRequest request = parameter.resource();
        return switch (parameter.kind()) {
            case ADDRESS -> new Line(type, "platform", "", "where to listen");
            case PORT -> new Line("@Port " + type, "platform", "", "where to listen");
            case ARGUMENTS -> new Line(type, "platform", "", "arguments");
            case SERVICE_INFO -> new Line(type, "platform", "", "name and address");
            case RESOURCE -> request == null
                    ? new Line(type, "platform", "", "")
                    : line(annotation(request) + " " + type, request, resources, secrets);
        };
    }

    private static Line line(String code, ResourceRequest request, List<Resource> resources, Set<String> secrets) {
        return new Line(code, simple(request.type()), request.name(), state(request, resources, secrets));
    }

    private static String state(ResourceRequest request, List<Resource> resources, Set<String> secrets) {
        if (request.isSecret()) {
            return secrets.contains(request.name()) ? "set" : request.required() ? "missing" : "not set";
        }
        return resources.stream()
                .filter(each ->
                        each.type().equals(request.type()) && each.name().equals(request.name()))
                .map(Resource::state)
                .findFirst()
                .orElse("not yet made");
    }

    private static String annotation(ResourceRequest request) {
        String simple = simple(request.type());
        String name = simple.substring(0, 1).toUpperCase(Locale.ROOT) + simple.substring(1);
        return "@" + name + (request.name().equals("default") ? "" : "(\"" + request.name() + "\")");
    }

    private static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
}
