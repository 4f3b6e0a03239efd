package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.protocol.JsonRecords;
import dev.shuttle.protocol.ProjectMetrics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectMetricsTest {
    @Test
    void metricsAreThoseOfTheRangeThatIsAskedFor(@TempDir Path home) throws Exception {
        try (RunningApi api = new RunningApi(home)) {
            api.send("PUT", "/projects/shop/secrets/NAME", RunningApi.ADMIN, "precious");
            HttpResponse<String> answer = api.send("GET", "/projects/shop/metrics?range=6h", RunningApi.ADMIN, "");
            ProjectMetrics metrics = JsonRecords.read(answer.body(), ProjectMetrics.class);
            assertEquals(60, metrics.stepSeconds());
            assertEquals(0, metrics.points().size());
            assertEquals(
                    422,
                    api.send("GET", "/projects/shop/metrics?range=1y", RunningApi.ADMIN, "")
                            .statusCode());
            assertEquals(
                    404,
                    api.send("GET", "/projects/none/metrics", RunningApi.ADMIN, "")
                            .statusCode());
        }
    }
}
