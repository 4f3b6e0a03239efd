package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** As an ordinary user, who cannot become others: bubblewrap alone hides what is not a project's own. */
final class OrdinaryUserIT {
    private static final int UNPRIVILEGED = 65534;

    @RegisterExtension
    static final ControlPlane SERVER =
            Machine.isRoot() ? ControlPlane.withDefaults().asUser(UNPRIVILEGED) : ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @BeforeAll
    static void bubblewrapIsThere() {
        Machine.needs(Machine.has("bwrap"), "bubblewrap");
    }

    @Test
    void neitherServicesNorBuildsReadWhatIsNotTheirsAndServicesAreAdopted() throws Exception {
        api.deploys("victim", App.copy("intruder", folder.resolve("first")));
        Intrusion intrusion = new Intrusion(SERVER, api.current("victim"));
        intrusion.findsMuchAsOurselves();
        App app = RightsIT.running(
                App.copy("intruder", folder).write("intrude.sh", intrusion.script()), "validate", "sh ./intrude.sh");
        JsonNode deployment = api.deploys("intruder", app);

        intrusion.foundNothing(api.send(api.to("/projects/intruder/deployments/"
                                + deployment.get("id").asText() + "/logs")
                        .header("Accept", "text/plain"))
                .body());
        intrusion.foundNothing(visitor.post("intruder", "/sh", "text/plain", intrusion.script())
                .body());

        var hosts = Processes.hosts(SERVER.home());
        SERVER.kill();
        SERVER.start();
        assertEquals(2, hosts.size());
        assertEquals(hosts, Processes.hosts(SERVER.home()), "Not adopted");
        assertEquals("intruder, version 1", visitor.read("intruder"));
    }
}
