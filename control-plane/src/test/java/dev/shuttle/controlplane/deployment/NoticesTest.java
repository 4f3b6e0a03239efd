package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.controlplane.build.BuildFailedException;
import dev.shuttle.controlplane.webhook.TestReceiver;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The notices that a receiver gets of what really happens to deployments. */
@Timeout(60)
class NoticesTest {
    @RegisterExtension
    final EngineFixture engine =
            new EngineFixture().with(new RestartPolicy(List.of(Duration.ZERO), Duration.ofMinutes(1)));

    private TestReceiver receiver;

    @BeforeEach
    void setWebhook() throws Exception {
        receiver = new TestReceiver();
        engine.webhooks().setServer(URI.create(receiver.url()), null);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aDeploymentThatServesIsDeployed() throws Exception {
        String id = engine.deploy("shop");

        JsonNode notice = receiver.await(1).get(0).json();
        assertEquals("deployed", notice.get("event").asText());
        assertEquals(id, notice.get("deployment").asText());
        assertEquals("http://shop.localhost:8000", notice.get("url").asText());
    }

    @Test
    void aBuildThatFailsIsToldWithItsStepAndReason() throws Exception {
        engine.onBuild(request -> {
            throw new BuildFailedException("The build failed: <cannot find symbol>");
        });
        Deployment upload = engine.upload("shop");
        engine.awaitState("shop", upload.id(), DeploymentState.FAILED);

        JsonNode notice = receiver.await(1).get(0).json();
        assertEquals("failed", notice.get("event").asText());
        assertEquals("build", notice.get("error").get("step").asText());
        assertTrue(notice.get("error").get("message").asText().contains("<cannot find symbol>"));
        assertTrue(notice.get("text").asText().contains("&lt;cannot find symbol&gt;"));
    }

    @Test
    void aServiceThatEndsCrashesAndRecoversAndIsGivenUp() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.crash(id);
        List<TestReceiver.Got> got = receiver.await(3);
        assertEquals(List.of("deployed", "crashed", "recovered"), receiver.events());
        assertEquals("restarting", got.get(1).json().get("state").asText());
        assertTrue(got.get(1).json().get("error").get("message").asText().contains("exit code 1"));
        assertEquals(id, got.get(2).json().get("deployment").asText());

        engine.hosts.crash(id);
        engine.awaitProject("shop", ProjectState.CRASHED);

        JsonNode last = receiver.await(4).get(3).json();
        assertEquals("crashed", last.get("event").asText());
        assertEquals("crashed", last.get("state").asText());
        assertTrue(last.get("error").get("message").asText().contains("given up"));
    }

    /** Nothing had crashed. */
    @Test
    void aRestartOfTheControlPlaneIsNoRecovery() throws Exception {
        engine.deploy("shop");
        receiver.await(1);

        engine.restart();
        engine.deploy("shop");

        receiver.await(2);
        assertEquals(List.of("deployed", "deployed"), receiver.events());
    }
}
