package dev.shuttle.runtime.service;

import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.plan.ServicePlan;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The environment variables by which a process finds its resources, under the names that Heroku, Spring Boot, Quarkus,
 * Micronaut and Helidon SE read. They hold passwords.
 */
public final class ResourceVariables {
    private static final String DEFAULT = "default";

    private final Map<String, String> variables = new LinkedHashMap<>();

    private ResourceVariables() {}

    /**
     * The variables of a process: for the resources on its main class and those attached to its project. What only a
     * parameter of {@code main} asks for is handed over by that parameter alone.
     *
     * @param plan what its code says
     * @param given all that it was given
     * @param attached the resources that are attached to its project
     * @return by name, in order; a secret replaces a variable of another resource
     */
    public static Map<String, String> of(
            ServicePlan plan, List<ResourceOutput> given, Collection<ResourceRequest> attached) {
        List<String> inEnvironment = Stream.concat(plan.onClass().stream(), attached.stream())
                .map(ResourceRequest::toString)
                .collect(Collectors.toList());
        List<String> asked =
                plan.resources().stream().map(ResourceRequest::toString).toList();
        return of(given.stream()
                .filter(output -> inEnvironment.contains(output.toString()) || !asked.contains(output.toString()))
                .toList());
    }

    /** The variables of all of them. */
    static Map<String, String> of(List<ResourceOutput> outputs) {
        ResourceVariables all = new ResourceVariables();
        outputs.forEach(all::add);
        outputs.stream()
                .filter(output -> output.type().equals(ResourceRequest.SECRET))
                .forEach(secret -> all.variables.put(secret.name(), secret.get("value")));
        return all.variables;
    }

    /**
     * The address of a database or a Redis with its password, the same for the process and from outside.
     *
     * @param output of type {@code postgres} or {@code redis}
     * @return as {@code DATABASE_URL} and {@code REDIS_URL} have it
     */
    public static String url(ResourceOutput output) {
        return output.type().equals(ResourceRequest.POSTGRES)
                ? ConnectionUrls.postgres(output)
                : ConnectionUrls.redis(output).toString();
    }

    /** The JDBC URL of a database, with role and password. */
    public static String jdbcUrl(ResourceOutput postgres) {
        return ConnectionUrls.jdbcWithCredentials(postgres);
    }

    private void add(ResourceOutput output) {
        switch (output.type()) {
            case ResourceRequest.POSTGRES -> postgres(output);
            case ResourceRequest.REDIS -> redis(output);
            case ResourceRequest.FOLDER -> put(output, "SHUTTLE_FOLDER", output.get("path"));
            default -> {}
        }
    }

    private void postgres(ResourceOutput postgres) {
        put(postgres, "DATABASE_URL", ConnectionUrls.postgres(postgres));
        if (!isDefault(postgres)) {
            return;
        }
        String url = ConnectionUrls.jdbc(postgres);
        String username = postgres.get("username");
        String password = postgres.get("password");
        variables.put("JDBC_DATABASE_URL", ConnectionUrls.jdbcWithCredentials(postgres));
        variables.put("JDBC_DATABASE_USERNAME", username);
        variables.put("JDBC_DATABASE_PASSWORD", password);
        variables.put("PGHOST", postgres.get("host"));
        variables.put("PGPORT", postgres.get("port"));
        variables.put("PGDATABASE", postgres.get("database"));
        variables.put("PGUSER", username);
        variables.put("PGPASSWORD", password);
        variables.put("SPRING_DATASOURCE_URL", url);
        variables.put("SPRING_DATASOURCE_USERNAME", username);
        variables.put("SPRING_DATASOURCE_PASSWORD", password);
        variables.put("QUARKUS_DATASOURCE_JDBC_URL", url);
        variables.put("QUARKUS_DATASOURCE_USERNAME", username);
        variables.put("QUARKUS_DATASOURCE_PASSWORD", password);
        variables.put("QUARKUS_DATASOURCE_REACTIVE_URL", ConnectionUrls.reactive(postgres));
        variables.put("SPRING_R2DBC_URL", ConnectionUrls.r2dbc(postgres));
        variables.put("SPRING_R2DBC_USERNAME", username);
        variables.put("SPRING_R2DBC_PASSWORD", password);
        variables.put("DATASOURCES_DEFAULT_URL", url);
        variables.put("DATASOURCES_DEFAULT_USERNAME", username);
        variables.put("DATASOURCES_DEFAULT_PASSWORD", password);
        variables.put("DB_CONNECTION_URL", url);
        variables.put("DB_CONNECTION_USERNAME", username);
        variables.put("DB_CONNECTION_PASSWORD", password);
    }

    private void redis(ResourceOutput redis) {
        String url = ConnectionUrls.redis(redis).toString();
        put(redis, "REDIS_URL", url);
        if (!redis.get("keyPrefix").isEmpty()) {
            put(redis, "REDIS_KEY_PREFIX", redis.get("keyPrefix"));
        }
        if (isDefault(redis)) {
            List.of("SPRING_DATA_REDIS_URL", "SPRING_REDIS_URL", "QUARKUS_REDIS_HOSTS", "REDIS_URI")
                    .forEach(name -> variables.put(name, url));
            redisInParts(redis);
        }
    }

    /** For apps that make their connection themselves, of properties such as {@code spring.redis.host}. */
    private void redisInParts(ResourceOutput redis) {
        for (String prefix : List.of("REDIS", "SPRING_DATA_REDIS", "SPRING_REDIS")) {
            variables.put(prefix + "_HOST", redis.get("host"));
            variables.put(prefix + "_PORT", redis.get("port"));
            if (!redis.get("password").isEmpty()) {
                variables.put(prefix + "_USERNAME", redis.get("username"));
                variables.put(prefix + "_PASSWORD", redis.get("password"));
            }
        }
    }

    /** Under the name, with a suffix for one that is not the default: {@code DATABASE_URL_AUDIT}. */
    private void put(ResourceOutput output, String name, String value) {
        String suffix = isDefault(output)
                ? ""
                : "_" + output.name().toUpperCase(Locale.ROOT).replace('-', '_');
        variables.put(name + suffix, value);
    }

    private static boolean isDefault(ResourceOutput output) {
        return output.name().equals(DEFAULT);
    }
}
