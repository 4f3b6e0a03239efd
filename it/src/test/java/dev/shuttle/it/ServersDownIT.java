package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.os.LoopbackPorts;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An operator's PostgreSQL that is down. */
final class ServersDownIT {
    private static final String PASSWORD = "the-operators-password";
    private static final int PORT = closedPort();

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults()
            .with("SHUTTLE_POSTGRES_URL", "postgres://operator:" + PASSWORD + "@127.0.0.1:" + PORT + "/postgres");

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @Test
    void aDeployThatNeedsItSaysSoAndHarmsNothing() throws Exception {
        api.deploys("other", App.copy("jdk-handler", folder));
        api.secret("needy", "TOKEN", "any token");

        JsonNode failed = api.settled("needy", api.upload("needy", App.copy("infra", folder)));

        assertEquals("failed", failed.get("state").asText(), failed::toString);
        assertEquals("provision", failed.at("/error/step").asText(), failed::toString);
        String message = failed.at("/error/message").asText();
        assertTrue(message.contains("PostgreSQL") && message.contains("127.0.0.1:" + PORT), message);
        assertTrue(!message.contains(PASSWORD), message);
        assertEquals("jdk-handler, version 1", visitor.read("other"));
        assertEquals(Set.of(), Processes.postgres(SERVER.home()), "An embedded one is no answer to that");
    }

    private static int closedPort() {
        try {
            return LoopbackPorts.next();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
