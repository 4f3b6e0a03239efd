package dev.shuttle.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.Isolation;
import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.EntryPoint.Kind;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.plan.ServicePlan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResourceVariablesTest {

    @Test
    void ofADatabaseAreThoseOfHerokuLibpqAndTheFrameworks() {
        String jdbc = "jdbc:postgresql://127.0.0.1:5432/shop";

        assertEquals(
                Map.ofEntries(
                        Map.entry("DATABASE_URL", "postgres://shop:p%40ss%2F%20%25@127.0.0.1:5432/shop"),
                        Map.entry("JDBC_DATABASE_URL", jdbc + "?user=shop&password=p%40ss%2F%20%25"),
                        Map.entry("JDBC_DATABASE_USERNAME", "shop"),
                        Map.entry("JDBC_DATABASE_PASSWORD", "p@ss/ %"),
                        Map.entry("PGHOST", "127.0.0.1"),
                        Map.entry("PGPORT", "5432"),
                        Map.entry("PGDATABASE", "shop"),
                        Map.entry("PGUSER", "shop"),
                        Map.entry("PGPASSWORD", "p@ss/ %"),
                        Map.entry("SPRING_DATASOURCE_URL", jdbc),
                        Map.entry("SPRING_DATASOURCE_USERNAME", "shop"),
                        Map.entry("SPRING_DATASOURCE_PASSWORD", "p@ss/ %"),
                        Map.entry("QUARKUS_DATASOURCE_JDBC_URL", jdbc),
                        Map.entry("QUARKUS_DATASOURCE_USERNAME", "shop"),
                        Map.entry("QUARKUS_DATASOURCE_PASSWORD", "p@ss/ %"),
                        Map.entry("QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://127.0.0.1:5432/shop"),
                        Map.entry("SPRING_R2DBC_URL", "r2dbc:postgresql://127.0.0.1:5432/shop"),
                        Map.entry("SPRING_R2DBC_USERNAME", "shop"),
                        Map.entry("SPRING_R2DBC_PASSWORD", "p@ss/ %"),
                        Map.entry("DATASOURCES_DEFAULT_URL", jdbc),
                        Map.entry("DATASOURCES_DEFAULT_USERNAME", "shop"),
                        Map.entry("DATASOURCES_DEFAULT_PASSWORD", "p@ss/ %"),
                        Map.entry("DB_CONNECTION_URL", jdbc),
                        Map.entry("DB_CONNECTION_USERNAME", "shop"),
                        Map.entry("DB_CONNECTION_PASSWORD", "p@ss/ %")),
                ResourceVariables.of(List.of(postgres("default", ""))));
    }

    @Test
    void keepTheParametersOfAnOperatorsServer() {
        Map<String, String> variables = ResourceVariables.of(List.of(postgres("default", "sslmode=require")));

        assertEquals(
                "postgres://shop:p%40ss%2F%20%25@127.0.0.1:5432/shop?sslmode=require", variables.get("DATABASE_URL"));
        assertEquals(
                "jdbc:postgresql://127.0.0.1:5432/shop?sslmode=require&user=shop&password=p%40ss%2F%20%25",
                variables.get("JDBC_DATABASE_URL"));
        assertEquals("jdbc:postgresql://127.0.0.1:5432/shop?sslmode=require", variables.get("SPRING_DATASOURCE_URL"));
        assertEquals(
                "postgresql://127.0.0.1:5432/shop?sslmode=require", variables.get("QUARKUS_DATASOURCE_REACTIVE_URL"));
        assertEquals("r2dbc:postgresql://127.0.0.1:5432/shop?sslMode=require", variables.get("SPRING_R2DBC_URL"));
    }

    @Test
    void ofARedisAreItsUrlAndItsParts() {
        String url = "redis://me:se%3Acret@127.0.0.1:6379/0";

        assertEquals(
                Map.ofEntries(
                        Map.entry("REDIS_URL", url),
                        Map.entry("REDIS_URI", url),
                        Map.entry("QUARKUS_REDIS_HOSTS", url),
                        Map.entry("SPRING_DATA_REDIS_URL", url),
                        Map.entry("SPRING_REDIS_URL", url),
                        Map.entry("REDIS_HOST", "127.0.0.1"),
                        Map.entry("REDIS_PORT", "6379"),
                        Map.entry("REDIS_USERNAME", "me"),
                        Map.entry("REDIS_PASSWORD", "se:cret"),
                        Map.entry("SPRING_DATA_REDIS_HOST", "127.0.0.1"),
                        Map.entry("SPRING_DATA_REDIS_PORT", "6379"),
                        Map.entry("SPRING_DATA_REDIS_USERNAME", "me"),
                        Map.entry("SPRING_DATA_REDIS_PASSWORD", "se:cret"),
                        Map.entry("SPRING_REDIS_HOST", "127.0.0.1"),
                        Map.entry("SPRING_REDIS_PORT", "6379"),
                        Map.entry("SPRING_REDIS_USERNAME", "me"),
                        Map.entry("SPRING_REDIS_PASSWORD", "se:cret")),
                ResourceVariables.of(List.of(redis("default", ""))));
    }

    @Test
    void ofASharedRedisTellWhatItsKeysBeginWith() {
        assertEquals(
                "shop:",
                ResourceVariables.of(List.of(redis("default", "shop:"))).get("REDIS_KEY_PREFIX"));
    }

    @Test
    void ofNamedOnesHaveTheFirstNameWithASuffix() {
        assertEquals(
                Set.of("DATABASE_URL_AUDIT", "REDIS_URL_AUDIT", "SHUTTLE_FOLDER_UP_1", "SHUTTLE_FOLDER"),
                ResourceVariables.of(
                                List.of(postgres("audit", ""), redis("audit", ""), folder("up-1"), folder("default")))
                        .keySet());
    }

    @Test
    void ofSecretsHaveTheirOwnNamesAndReplaceOthers() {
        Map<String, String> variables =
                ResourceVariables.of(List.of(secret("PGHOST", "elsewhere"), postgres("default", "")));

        assertEquals("elsewhere", variables.get("PGHOST"));
        assertEquals("5432", variables.get("PGPORT"));
    }

    @Test
    void areNotMadeOfWhatOnlyAParameterAsksFor() {
        ServicePlan plan = plan(
                ResourceRequest.of("folder", "default"),
                List.of(ResourceRequest.of("secret", "A"), ResourceRequest.of("secret", "B")));
        List<ResourceOutput> given = List.of(
                folder("default"), folder("attached"), secret("A", "1"), new ResourceOutput("app.Geo", "x", Map.of()));

        assertEquals(
                Map.of("A", "1", "SHUTTLE_FOLDER_ATTACHED", "/data/attached"),
                ResourceVariables.of(plan, given, List.of(ResourceRequest.of("folder", "attached"))));
        assertEquals(
                Set.of("A", "SHUTTLE_FOLDER", "SHUTTLE_FOLDER_ATTACHED"),
                ResourceVariables.of(plan, given, List.of(ResourceRequest.of("folder", "default")))
                        .keySet());
    }

    private static ServicePlan plan(ResourceRequest parameter, List<ResourceRequest> onClass) {
        EntryPoint main = new EntryPoint(
                "app.App",
                "(Ljava/nio/file/Path;)V",
                List.of(new Parameter("java.nio.file.Path", Kind.RESOURCE, parameter)),
                EntryPoint.Returns.NOTHING);
        return new ServicePlan("web", "shop", main, "", Isolation.DEFAULT, "", 1, false, List.of(), onClass);
    }

    private static ResourceOutput postgres(String name, String parameters) {
        return new ResourceOutput(
                "postgres",
                name,
                Map.of(
                        "host", "127.0.0.1",
                        "port", "5432",
                        "database", "shop",
                        "username", "shop",
                        "password", "p@ss/ %",
                        "parameters", parameters));
    }

    private static ResourceOutput redis(String name, String keyPrefix) {
        return new ResourceOutput(
                "redis",
                name,
                Map.of(
                        "host", "127.0.0.1",
                        "port", "6379",
                        "tls", "false",
                        "username", "me",
                        "password", "se:cret",
                        "database", "0",
                        "keyPrefix", keyPrefix));
    }

    private static ResourceOutput folder(String name) {
        return new ResourceOutput("folder", name, Map.of("path", "/data/" + name));
    }

    private static ResourceOutput secret(String name, String value) {
        return new ResourceOutput("secret", name, Map.of("value", value));
    }
}
