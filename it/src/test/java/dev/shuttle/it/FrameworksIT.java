package dev.shuttle.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Apps in the shape that the generator of their framework makes, with nothing of Shuttle in them, run as their build
 * packaged them. {@code bench/frameworks} measures the same apps.
 */
final class FrameworksIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    // Other tests download that version of Spring Boot anyway.
    @ParameterizedTest
    @CsvSource({
        "spring-boot-4-web, java -jar spring-boot-4-web-0.0.1-SNAPSHOT.jar",
        "vertx-launcher, java -jar vertx-launcher-1.0.0-SNAPSHOT-fat.jar",
        "jetty, java -jar jetty-1.0.0-SNAPSHOT.jar"
    })
    void anAppOfAFrameworkRunsAsItWasPackaged(String name, String command) throws Exception {
        runs(name, command);
    }

    @ParameterizedTest
    @Tag("full") // the three above: Spring Boot's jar, a shaded one with a library's launcher, one with a Class-Path
    @CsvSource({
        "spring-boot-2-web, java -jar spring-boot-2-web-0.0.1-SNAPSHOT.jar",
        "spring-boot-3-web, java -jar spring-boot-3-web-0.0.1-SNAPSHOT.jar",
        "spring-boot-3-webflux, java -jar spring-boot-3-webflux-0.0.1-SNAPSHOT.jar",
        "spring-boot-3-jpa, java -jar spring-boot-3-jpa-0.0.1-SNAPSHOT.jar",
        "spring-boot-3-war, java -jar spring-boot-3-war-0.0.1-SNAPSHOT.war",
        "javalin, java -jar javalin-1.0.0-SNAPSHOT.jar",
        "quarkus-uber-jar, java -jar quarkus-uber-jar-0.0.1-SNAPSHOT-runner.jar",
        "micronaut, java -jar micronaut-0.0.1-SNAPSHOT.jar",
        "quarkus-rest, java -jar quarkus-run.jar",
        "jooby, java -jar jooby-1.0.0-SNAPSHOT.jar",
        "ktor, java -jar ktor-1.0.0-SNAPSHOT-jar-with-dependencies.jar"
    })
    void everyOtherRunsAsItWasPackaged(String name, String command) throws Exception {
        runs(name, command);
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({
        "helidon-se, java -jar helidon-se.jar", // Helidon's parent pom names the jar
        "helidon-mp, java -jar helidon-mp.jar"
    })
    void oneForJava21RunsAsItWasPackagedOnAJdkThatFits(String name, String command) throws Exception {
        NewerJdk.needed(21);
        runs(name, command);
    }

    @Test
    @Tag("full")
    void anAppThatTakesArgumentsRunsWithThoseOfTheDeploy() throws Exception {
        runs(
                "dropwizard",
                "java -jar dropwizard-1.0.0-SNAPSHOT.jar server config.yml",
                "&args=" + URLEncoder.encode("server config.yml", UTF_8));
    }

    private void runs(String name, String command) throws Exception {
        runs(name, command, "");
    }

    private void runs(String name, String command, String options) throws Exception {
        App app = App.copy("frameworks/" + name, folder);

        JsonNode deployed = api.settled(name, api.uploadSources(name + options, app));

        String log = log(name, deployed.get("id").asText());
        assertEquals("running", deployed.get("state").asText(), () -> deployed + "\n" + log);
        assertTrue(log.contains("Runs as " + command + "\n"), log);
        assertEquals("Hello from " + name, visitor.read(name));
        api.post("/projects/" + name + "/stop", ""); // one after another, for the memory of the machine
    }

    private String log(String project, String deployment) throws Exception {
        return api.send(api.to("/projects/" + project + "/deployments/" + deployment + "/logs")
                        .header("Accept", "text/plain"))
                .body();
    }
}
