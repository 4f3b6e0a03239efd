package dev.shuttle.plugin.init;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.model.Dependency;

/** A resource that a framework finds by itself in the environment, where a module's dependencies show that it uses one. */
public enum ProposedResource {
    /** For a JDBC data source of Spring Boot or Micronaut, whose driver shows the database, or of Quarkus. */
    POSTGRES(
            "Postgres",
            "io\\.quarkus:quarkus-jdbc-postgresql",
            "org\\.springframework\\.boot:spring-boot-starter-(data-)?(jpa|jdbc)|io\\.micronaut\\.sql:micronaut-jdbc-.+",
            "org.postgresql:postgresql"),

    /** For a Redis client of the same. */
    REDIS(
            "Redis",
            "org\\.springframework\\.boot:spring-boot-starter-data-redis(-reactive)?|io\\.quarkus:quarkus-redis-client"
                    + "|io\\.micronaut\\.redis:micronaut-redis-lettuce",
            "",
            "");

    private final String annotation;
    private final String client;
    private final String clientOfMany;
    private final String driver;

    ProposedResource(String annotation, String client, String clientOfMany, String driver) {
        this.annotation = annotation;
        this.client = client;
        this.clientOfMany = clientOfMany;
        this.driver = driver;
    }

    /** Those that a module uses. */
    static List<ProposedResource> of(List<Dependency> dependencies) {
        Set<String> used = dependencies.stream()
                .filter(each -> !"test".equals(each.getScope()))
                .map(each -> each.getGroupId() + ":" + each.getArtifactId())
                .collect(Collectors.toSet());
        return Arrays.stream(values()).filter(each -> each.isUsed(used)).toList();
    }

    /** The simple name of its annotation. */
    String annotation() {
        return annotation;
    }

    /** As {@code -Dshuttle.add} takes it. */
    String toAttach() {
        return annotation.toLowerCase(Locale.ROOT) + ":default";
    }

    private boolean isUsed(Set<String> used) {
        return used.stream().anyMatch(each -> each.matches(client))
                || (used.contains(driver) && used.stream().anyMatch(each -> each.matches(clientOfMany)));
    }
}
