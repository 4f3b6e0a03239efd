package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A {@code main(String[])} finds its resources in its environment: by annotations on its class, or attached. */
final class ProgramResourcesIT {
    static final String ANNOTATIONS =
            """
            @dev.shuttle.Postgres
            @dev.shuttle.Postgres("audit")
            @dev.shuttle.Redis
            @dev.shuttle.Folder
            @dev.shuttle.Secret("TOKEN")
            """;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);
    private final Maven maven = Maven.of(SERVER);

    @TempDir
    Path folder;

    @Test
    void annotationsOnTheClassOfAProgramGiveItItsResources() throws Exception {
        App app = App.copy("program-resources", folder);
        api.secret("program", "TOKEN", "tok&en");
        String first = api.deploys("program", app).get("id").asText();

        Map<String, String> environment = environment("program");
        assertEquals("tok&en", environment.get("TOKEN"));
        for (String type : new String[] {"postgres", "redis"}) {
            assertEquals(
                    url("program", type),
                    environment.get(type.equals("redis") ? "REDIS_URL" : "DATABASE_URL"),
                    "inside and outside, a resource has one address");
        }
        String audit = String.valueOf(environment.get("DATABASE_URL_AUDIT"));
        assertTrue(audit.startsWith("postgres://"), audit);
        assertNotEquals(environment.get("DATABASE_URL"), audit);
        assertEquals("+OK +PONG +OK", ask("program", "/ping", "REDIS_URL"));
        Path file = Path.of(ask("program", "/write", "kept"));
        ask("program", "/sql", "CREATE TABLE notes (text text)");
        ask("program", "/sql", "INSERT INTO notes VALUES ('of version 1')");

        api.deploys("program", app.version(1, 2));
        assertEquals("program-resources, version 2", visitor.read("program"));
        assertEquals("of version 1", ask("program", "/sql", "SELECT text FROM notes"));
        assertEquals("kept", Files.readString(file));
        HttpResponse<String> back = api.post("/projects/program/rollback", "{\"deployment\": \"" + first + "\"}");
        assertEquals("running", settled("program", back));
        assertEquals("of version 1", ask("program", "/sql", "SELECT text FROM notes"));
        assertEquals(environment.get("DATABASE_URL"), environment("program").get("DATABASE_URL"));
    }

    @Test
    void anAppWithoutAnnotationsIsAttachedItsDatabaseByCurlAndByTheGoal() throws Exception {
        App app = App.copy("program-resources", folder)
                .replace(App.MAIN, ANNOTATIONS, "")
                .replace("pom.xml", "<artifactId>program-resources", "<artifactId>plain");
        String database = "/projects/plain/resources/postgres/default";
        assertEquals(204, api.put(database, "").statusCode());
        api.deploys("plain", app);
        ask("plain", "/sql", "CREATE TABLE notes (text text)");
        ask("plain", "/sql", "INSERT INTO notes VALUES ('still here')");
        assertEquals(url("plain", "postgres"), environment("plain").get("DATABASE_URL"));

        maven.run(app, "shuttle:resources", "-Dshuttle.add=redis:cache")
                .succeeded()
                .says("attached redis:cache");
        assertEquals("+OK +PONG +OK", ask("plain", "/ping", "REDIS_URL_CACHE"));
        assertEquals("still here", ask("plain", "/sql", "SELECT text FROM notes"));
        maven.run(app, "shuttle:plan").succeeded().says("= postgres default", "= redis cache");
        assertEquals(204, api.put(database, "").statusCode(), "Attached already");

        HttpResponse<String> refused = api.delete(database);
        assertEquals(409, refused.statusCode(), refused::body);
        maven.run(app, "shuttle:resources", "-Dshuttle.remove=postgres:default").succeeded();
        assertNull(environment("plain").get("DATABASE_URL"));
        assertEquals(
                "unused",
                api.resource("plain", "postgres", "default").get("state").asText());
        assertEquals("running", settled("plain", api.put(database, "")));
        assertEquals("still here", ask("plain", "/sql", "SELECT text FROM notes"));
    }

    private String settled(String project, HttpResponse<String> accepted) throws Exception {
        assertEquals(202, accepted.statusCode(), accepted::body);
        JsonNode deployment =
                api.settled(project, Api.json(accepted.body()).get("id").asText());
        return deployment.get("state").asText();
    }

    private String url(String project, String type) throws Exception {
        for (JsonNode each :
                api.get("/projects/" + project + "/resources?reveal=true").get("items")) {
            if (each.get("type").asText().equals(type)
                    && each.get("name").asText().equals("default")) {
                return each.at("/details/url").asText();
            }
        }
        throw new AssertionError(project + " has no " + type);
    }

    private Map<String, String> environment(String project) throws Exception {
        Map<String, String> environment = new TreeMap<>();
        visitor.visit(project, "/env").body().lines().forEach(line -> {
            int equals = line.indexOf('=');
            environment.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return environment;
    }

    private String ask(String project, String path, String body) throws Exception {
        return new Infra(visitor, project).ask(path, body);
    }
}
