package dev.shuttle.controlplane.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.protocol.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The description of the API, OpenAPI 3.1, made from its routes: what is not a route is not in it, and the reverse. */
final class OpenApi {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern PART = Pattern.compile("[{<]([a-z]+)[}>]");

    private final Schemas schemas = new Schemas();

    private OpenApi() {}

    static ObjectNode of(List<ApiRoute> routes, String version) {
        OpenApi made = new OpenApi();
        ObjectNode document = NODES.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Shuttle")
                .put("version", version)
                .put("description", "Deploys and manages the projects of one control plane.");
        document.putArray("security").addObject().putArray("key");
        ObjectNode paths = document.putObject("paths");
        for (ApiRoute route : routes) {
            made.add(paths, route);
        }
        ObjectNode components = document.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("key")
                .put("type", "http")
                .put("scheme", "bearer");
        components.set("schemas", made.schemas.all());
        return document;
    }

    private void add(ObjectNode paths, ApiRoute route) {
        String path = PART.matcher(route.path()).replaceAll("{$1}");
        ObjectNode operations = paths.has(path) ? (ObjectNode) paths.get(path) : paths.putObject(path);
        ObjectNode operation = operations
                .putObject(route.method().name().toLowerCase(Locale.ROOT))
                .put("operationId", route.name());
        operation.put("summary", route.summary());
        if (route.access() == Access.OPEN) {
            operation.putArray("security");
        } else {
            operation.put("x-access", route.access().name().toLowerCase(Locale.ROOT));
        }
        parameters(operation, route);
        if (route.body() != null) {
            content(operation.putObject("requestBody"), route.body());
        }
        responses(operation.putObject("responses"), route);
    }

    private static void parameters(ObjectNode operation, ApiRoute route) {
        ArrayNode parameters = NODES.arrayNode();
        Matcher part = PART.matcher(route.path());
        while (part.find()) {
            parameter(parameters, part.group(1), "path").put("required", true);
        }
        route.query()
                .forEach(each -> parameter(parameters, each.name(), "query").put("description", each.what()));
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String in) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private void responses(ObjectNode responses, ApiRoute route) {
        for (ApiRoute.Answer answer : route.answers()) {
            ObjectNode response =
                    responses.putObject(Integer.toString(answer.status())).put("description", answer.what());
            content(response, answer.content());
        }
        ObjectNode problem = responses.putObject("default").put("description", "A problem, RFC 9457");
        content(problem, new ApiRoute.Content("application/problem+json", Problem.class, false));
    }

    private void content(ObjectNode owner, ApiRoute.@Nullable Content content) {
        if (content == null) {
            return;
        }
        ObjectNode media = owner.putObject("content").putObject(content.mediaType());
        if (content.type() != null) {
            media.set("schema", content.page() ? schemas.page(content.type()) : schemas.of(content.type()));
        }
    }
}
