package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A project with every kind of resource, and what was acknowledged to its visitors. */
final class ProjectUnderTest {
    private final Api api;
    private final Infra infra;
    private final String name;
    private final App app;
    private String token = "first";
    private String next = token;
    private int rows;

    ProjectUnderTest(ControlPlane server, String name, Path folder) throws Exception {
        this.api = new Api(server);
        this.infra = new Infra(new Visitor(server), name);
        this.name = name;
        this.app = App.copy("infra", folder.resolve(name));
    }

    String name() {
        return name;
    }

    Infra infra() {
        return infra;
    }

    App app() {
        return app;
    }

    String token() {
        return token;
    }

    void token(String set) {
        token = set;
    }

    /** The token that it is about to get. */
    String next() {
        return next;
    }

    void next(String wanted) {
        next = wanted;
    }

    /** Brings it online, with what it had before. */
    void deploy() throws Exception {
        deployAll(List.of(this));
    }

    /** Side by side. */
    static void deployAll(List<ProjectUnderTest> subjects) throws Exception {
        Map<ProjectUnderTest, String> deployments = new LinkedHashMap<>();
        for (ProjectUnderTest each : subjects) {
            each.api.secret(each.name, "TOKEN", each.token);
            deployments.put(each, each.api.upload(each.name, each.app));
        }
        for (Map.Entry<ProjectUnderTest, String> each : deployments.entrySet()) {
            ProjectUnderTest subject = each.getKey();
            JsonNode settled = subject.api.settled(subject.name, each.getValue());
            assertEquals("running", settled.get("state").asText(), settled::toString);
            subject.infra.sql("CREATE TABLE IF NOT EXISTS acknowledged (number int)");
        }
    }

    /** As its visitors do; what is answered must be there ever after. */
    void write() throws Exception {
        infra.sql("INSERT INTO acknowledged VALUES (" + (rows + 1) + ")");
        rows++;
        infra.redis("SET acknowledged " + rows);
        infra.ask("/write", String.valueOf(rows));
    }

    /** Its data are gone, as was wished. */
    void forget() {
        rows = 0;
    }

    /** That deployment answers, with what was acknowledged. */
    void assertAnswers(String deployment) throws Exception {
        String info = infra.ask("/info", "");
        assertTrue(info.contains("deployment=" + deployment), () -> deployment + " should answer, not " + info);
        assertEquals(token + " null", infra.ask("/token", ""), name);
        if (rows > 0) {
            assertEquals(String.valueOf(rows), infra.sql("SELECT count(*) FROM acknowledged"), name);
            assertTrue(infra.redis("GET acknowledged").contains(" " + rows + " "), name);
            assertEquals(String.valueOf(rows), infra.ask("/read", ""), name);
        }
    }
}
