package dev.shuttle.runtime.plan;

import java.util.Map;

/**
 * One of our annotations as it stands on a class or a parameter.
 *
 * @param type its simple name, {@code Postgres}
 * @param values what is written there: {@code String}, {@code Integer}, {@code Boolean}, or an enum constant's name
 */
record AnnotationUse(String type, Map<String, Object> values) {

    AnnotationUse {
        values = Map.copyOf(values);
    }

    String text(String name, String otherwise) {
        return values.get(name) instanceof String text ? text : otherwise;
    }

    int number(String name, int otherwise) {
        return values.get(name) instanceof Integer number ? number : otherwise;
    }
}
