package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.LogLine;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T12:00:00Z");

    private static final List<LogLine> LINES =
            List.of(line(0, "Step build"), line(3, "BUILD SUCCESS"), line(5, "Step start"), line(6, "no such table"));

    @Test
    void showsTheLinesOfTheLastStepOnly() {
        Deployment failed = deployment(
                new Deployment.Step("build", BEGUN, 5_000L), new Deployment.Step("start", BEGUN.plusSeconds(5), null));

        assertEquals(LINES.subList(2, 4), Progress.ofLastStep(failed, LINES));
    }

    @Test
    void showsAllLinesOfADeploymentWithoutSteps() {
        assertEquals(LINES, Progress.ofLastStep(deployment(), LINES));
    }

    private static LogLine line(int second, String text) {
        return new LogLine(BEGUN.plusSeconds(second), "shuttle", "out", text);
    }

    private static Deployment deployment(Deployment.Step... steps) {
        return new Deployment(
                "mw1",
                "shop",
                DeploymentState.FAILED,
                URI.create("http://shop.localhost:8000"),
                BEGUN,
                null,
                null,
                List.of(steps),
                null,
                null,
                null,
                null,
                null);
    }
}
