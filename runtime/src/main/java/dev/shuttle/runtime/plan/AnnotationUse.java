package dev.shuttle.runtime.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An annotation as it stands on a class or a parameter.
 *
 * @param type its binary name, {@code dev.shuttle.Postgres}
 * @param visible whether a running program sees it: false for one without {@code @Retention(RUNTIME)}
 * @param values what is written there: {@code String}, {@code Integer}, {@code Boolean}, {@link TypeName}, an enum
 *     constant's name, an annotation, a {@code List} of these; others as {@link #UNREAD}
 */
record AnnotationUse(String type, boolean visible, Map<String, Object> values) {
    /** In place of a value of a kind that none of our rules looks at. */
    static final Object UNREAD = new Object();

    private static final String OURS = "dev.shuttle.";

    AnnotationUse {
        values = Map.copyOf(values);
    }

    /** A class literal: a type's name as in {@link MethodTypes}. */
    record TypeName(String name) {}

    /** Those of ours that a container of repeated ones holds; else itself. */
    List<AnnotationUse> each() {
        if (!type.startsWith(OURS) || !type.endsWith("$List") || !(values.get("value") instanceof List<?> list)) {
            return List.of(this);
        }
        return list.stream()
                .filter(AnnotationUse.class::isInstance)
                .map(use -> new AnnotationUse(((AnnotationUse) use).type, visible, ((AnnotationUse) use).values))
                .toList();
    }

    /** One of package {@code dev.shuttle}, by its simple name. */
    boolean isOurs(String simpleName) {
        return visible && type.equals(OURS + simpleName);
    }

    /** As in source, for a message. */
    String shown() {
        return "@" + type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    String text(String name, String otherwise) {
        return values.get(name) instanceof String text ? text : otherwise;
    }

    int number(String name, int otherwise) {
        return values.get(name) instanceof Integer number ? number : otherwise;
    }

    boolean flag(String name, boolean otherwise) {
        return values.get(name) instanceof Boolean flag ? flag : otherwise;
    }

    Optional<String> className(String name) {
        return values.get(name) instanceof TypeName type ? Optional.of(type.name()) : Optional.empty();
    }

    List<String> classNames(String name) {
        return values.get(name) instanceof List<?> list
                ? list.stream()
                        .filter(TypeName.class::isInstance)
                        .map(type -> ((TypeName) type).name())
                        .toList()
                : List.of();
    }
}
