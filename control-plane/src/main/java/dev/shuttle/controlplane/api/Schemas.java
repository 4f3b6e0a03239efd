package dev.shuttle.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.KeyScope;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON schemas of the protocol's records, as {@link Json} writes them; each stands once, under its name. */
final class Schemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<String, ObjectNode> named = new TreeMap<>();

    ObjectNode all() {
        ObjectNode all = NODES.objectNode();
        named.forEach(all::set);
        return all;
    }

    /** A page of such items. */
    ObjectNode page(Class<?> item) {
        ObjectNode page = NODES.objectNode().put("type", "object");
        ObjectNode members = page.putObject("properties");
        members.putObject("items").put("type", "array").set("items", of(item));
        members.putObject("next").putArray("type").add("string").add("null");
        page.putArray("required").add("items").add("next");
        return page;
    }

    ObjectNode of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return collection(generic);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class || plain == KeyScope.class) {
            return typed("string");
        } else if (plain == Instant.class) {
            return typed("string").put("format", "date-time");
        } else if (plain == URI.class) {
            return typed("string").put("format", "uri");
        } else if (plain == boolean.class || plain == Boolean.class) {
            return typed("boolean");
        } else if (plain == int.class || plain == Integer.class || plain == long.class || plain == Long.class) {
            return typed("integer");
        } else if (plain == double.class || plain == Double.class) {
            return typed("number");
        } else if (plain.isEnum()) {
            return oneOf(plain);
        } else if (plain.isRecord()) {
            return reference(plain);
        }
        throw new IllegalArgumentException("no schema is known for " + plain);
    }

    private static ObjectNode typed(String type) {
        return NODES.objectNode().put("type", type);
    }

    private ObjectNode collection(ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        if (generic.getRawType() == List.class) {
            ObjectNode list = typed("array");
            list.set("items", of(arguments[0]));
            return list;
        }
        if (generic.getRawType() == Map.class) {
            ObjectNode map = typed("object");
            map.set("additionalProperties", of(arguments[1]));
            return map;
        }
        throw new IllegalArgumentException("no schema is known for " + generic);
    }

    private static ObjectNode oneOf(Class<?> constants) {
        ObjectNode text = typed("string");
        for (Object constant : constants.getEnumConstants()) {
            text.withArray("enum").add(Json.MAPPER.<JsonNode>valueToTree(constant));
        }
        return text;
    }

    private ObjectNode reference(Class<?> type) {
        String name = type.getSimpleName();
        if (!named.containsKey(name)) {
            named.put(name, NODES.objectNode()); // in case it holds itself
            named.put(name, members(type));
        }
        return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    private ObjectNode members(Class<?> type) {
        ObjectNode object = typed("object");
        ObjectNode properties = object.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            ObjectNode schema = of(component.getGenericType());
            properties.set(component.getName(), isNullable(component) ? orNull(schema) : schema);
            if (!isNullable(component)) {
                object.withArray("required").add(component.getName());
            }
        }
        return object;
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        ObjectNode either = NODES.objectNode();
        either.putArray("anyOf").add(schema).add(typed("null"));
        return either;
    }
}
