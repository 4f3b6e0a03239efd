package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Apps of frameworks that know nothing of Shuttle reach the database that is attached to their project; Spring's in {@link DocsIT}. */
@Tag("full") // ProgramResourcesIT checks the same variables
final class FrameworkDatabaseIT {
    private static final String QUERY =
            """
            try (var connection = database.getConnection();
                    var found = connection.createStatement().executeQuery("SELECT current_database()")) {
                found.next();
                return found.getString(1);
            }
            """;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @Test
    void quarkusDoes() throws Exception {
        String resource = "src/main/java/org/acme/GreetingResource.java";
        App app = App.copy("frameworks/quarkus-rest", folder)
                .replace(
                        "pom.xml",
                        "    <dependency>\n      <groupId>io.quarkus</groupId>\n      <artifactId>quarkus-arc</artifactId>",
                        dependency("io.quarkus", "quarkus-agroal")
                                + dependency("io.quarkus", "quarkus-jdbc-postgresql")
                                + "    <dependency>\n      <groupId>io.quarkus</groupId>\n      <artifactId>quarkus-arc</artifactId>")
                .replace(
                        resource,
                        "    @GET",
                        "    @jakarta.inject.Inject\n    javax.sql.DataSource database;\n\n    @GET\n"
                                + "    @io.smallrye.common.annotation.Blocking")
                .replace(resource, "String hello()", "String hello() throws java.sql.SQLException")
                .replace(resource, "return \"Hello from quarkus-rest\";", QUERY);

        reachesItsDatabase("quarkus", app);
    }

    @Test
    void micronautDoes() throws Exception {
        String controller = "src/main/java/com/example/HelloController.java";
        App app = App.copy("frameworks/micronaut", folder)
                .replace(
                        "pom.xml",
                        "  </dependencies>",
                        dependency("io.micronaut.sql", "micronaut-jdbc-hikari")
                                + dependency("org.postgresql", "postgresql") + "  </dependencies>")
                .replace(
                        "src/main/resources/application.properties",
                        "micronaut.application",
                        """
                        datasources.default.url=jdbc:postgresql://localhost:5432/db
                        datasources.default.username=db
                        datasources.default.password=db
                        datasources.default.driver-class-name=org.postgresql.Driver
                        micronaut.application""")
                .replace(
                        controller,
                        "    @Get(",
                        "    @jakarta.inject.Inject\n    javax.sql.DataSource database;\n\n"
                                + "    @io.micronaut.scheduling.annotation.ExecuteOn(\"blocking\")\n    @Get(")
                .replace(controller, "String index()", "String index() throws java.sql.SQLException")
                .replace(controller, "return \"Hello from micronaut\";", QUERY);

        reachesItsDatabase("micronaut", app);
    }

    /** By the keys that its DbClient reads. */
    @Test
    void helidonDoes() throws Exception {
        String main = "src/main/java/com/example/Main.java";
        App app = App.copy("frameworks/helidon-se", folder)
                .replace(
                        "pom.xml",
                        "  </dependencies>",
                        dependency("org.postgresql", "postgresql") + "  </dependencies>")
                .replace(
                        "src/main/resources/application.yaml",
                        "server:",
                        """
                        db:
                          connection:
                            url: jdbc:postgresql://localhost:5432/db
                            username: db
                            password: db
                        server:""")
                .replace(main, "res.send(\"Hello from helidon-se\")", "res.send(database(Config.global()))")
                .replace(
                        main,
                        "    static void routing(",
                        """
                            static String database(Config config) throws java.sql.SQLException {
                                Config database = config.get("db.connection");
                                try (var connection = java.sql.DriverManager.getConnection(
                                                database.get("url").asString().get(),
                                                database.get("username").asString().get(),
                                                database.get("password").asString().get());
                                        var found = connection.createStatement().executeQuery("SELECT current_database()")) {
                                    found.next();
                                    return found.getString(1);
                                }
                            }

                            static void routing(""");

        reachesItsDatabase("helidon", app);
    }

    private static String dependency(String group, String artifact) {
        return "    <dependency>\n      <groupId>" + group + "</groupId>\n      <artifactId>" + artifact
                + "</artifactId>\n    </dependency>\n";
    }

    private void reachesItsDatabase(String project, App app) throws Exception {
        assertEquals(
                204,
                api.put("/projects/" + project + "/resources/postgres/default", "")
                        .statusCode());

        JsonNode deployed = api.settled(project, api.uploadSources(project, app));

        assertEquals("running", deployed.get("state").asText(), deployed::toString);
        String database = api.resource(project, "postgres", "default")
                .at("/details/database")
                .asText();
        assertEquals(database, visitor.read(project));
        api.post("/projects/" + project + "/stop", "");
    }
}
