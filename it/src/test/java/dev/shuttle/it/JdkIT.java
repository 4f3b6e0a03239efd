package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A project gets the JDK that it asks for, whichever the control plane runs on. */
final class JdkIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @BeforeAll
    static void jdk25IsThere() throws IOException {
        NewerJdk.needed(25);
    }

    @Test
    void anAppForJava25IsBuiltWithItAndRunsAndRestartsOnIt() throws Exception {
        App app = App.copy("jdk-handler", folder)
                .replace(
                        "pom.xml",
                        "<maven.compiler.target>17</maven.compiler.target>",
                        "<maven.compiler.release>25</maven.compiler.release>")
                .replace(App.MAIN, "\"jdk-handler, version 1\"", "(\"Java \" + Runtime.version().feature())");

        JsonNode deployed = api.settled("modern", api.uploadSources("modern", app));

        assertEquals("running", deployed.get("state").asText(), deployed::toString);
        assertEquals("Java 25", visitor.read("modern"));
        String log = api.send(api.to("/projects/modern/deployments/"
                                + deployed.get("id").asText() + "/logs")
                        .header("Accept", "text/plain"))
                .body();
        assertTrue(log.contains("the project asks for Java 25 or newer (maven.compiler.release in pom.xml)"), log);

        JsonNode restarted = api.settled(
                "modern",
                Api.json(api.post("/projects/modern/restart", "").body())
                        .get("id")
                        .asText());
        assertEquals("running", restarted.get("state").asText(), restarted::toString);
        assertEquals("Java 25", visitor.read("modern"));
    }
}
