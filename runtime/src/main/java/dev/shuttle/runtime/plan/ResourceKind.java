package dev.shuttle.runtime.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The platform's own kinds of resource.
 *
 * @param annotation its simple name, of package {@code dev.shuttle}
 * @param type as in {@link ResourceRequest}
 * @param types what a parameter may be, the first as the usual one
 */
record ResourceKind(String annotation, String type, List<String> types) {
    private static final String STRING = "java.lang.String";

    static final ResourceKind SECRET = new ResourceKind("Secret", ResourceRequest.SECRET, List.of(STRING));

    static final List<ResourceKind> ALL = List.of(
            new ResourceKind(
                    "Postgres",
                    ResourceRequest.POSTGRES,
                    List.of("javax.sql.DataSource", "dev.shuttle.DatabaseConnection", STRING)),
            new ResourceKind(
                    "Redis",
                    ResourceRequest.REDIS,
                    List.of(
                            "java.net.URI",
                            STRING,
                            "dev.shuttle.RedisConnection",
                            "redis.clients.jedis.JedisPooled",
                            "redis.clients.jedis.UnifiedJedis",
                            "io.lettuce.core.RedisClient")),
            new ResourceKind("Folder", ResourceRequest.FOLDER, List.of("java.nio.file.Path")),
            SECRET);

    static Optional<ResourceKind> of(AnnotationUse use) {
        return ALL.stream().filter(kind -> use.isOurs(kind.annotation())).findFirst();
    }

    /** The likely intent of such a parameter without an annotation, as in source. */
    static Optional<String> meant(String parameterType) {
        return parameterType.equals(STRING)
                ? Optional.of("@Secret(\"NAME\") String")
                : ALL.stream()
                        .filter(kind -> kind.types().contains(parameterType))
                        .findFirst()
                        .map(kind -> "@" + kind.annotation() + " " + simple(parameterType));
    }

    /** The name in an annotation of this kind; an empty one where a secret has none. */
    String name(AnnotationUse use) {
        return use.text("value", equals(SECRET) ? "" : "default");
    }

    /** The request of an annotation of this kind. */
    ResourceRequest request(AnnotationUse use) {
        return new ResourceRequest(type, name(use), use.flag("required", true), "");
    }

    /** {@code @Postgres DataSource}. */
    String example() {
        return (equals(SECRET) ? "@Secret(\"NAME\") " : "@" + annotation + " ") + simple(types.get(0));
    }

    /** The types, as in a sentence. */
    static String listed(List<String> types) {
        List<String> names = types.stream()
                .map(type -> type.equals(STRING) ? "String" : type)
                .toList();
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    static String simple(String type) {
        return Stream.of(type.split("[.$]", -1)).reduce(type, (before, part) -> part);
    }
}
