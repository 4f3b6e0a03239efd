package dev.shuttle.controlplane.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastLinesTest {

    @Test
    void equalStackTracesAreToldOnceWithTheirNumber() {
        List<String> lines = List.of(
                "starting",
                "09:31:02.113 ERROR [http-1] failed",
                "java.lang.IllegalStateException: no table",
                "\tat app.App.index(App.java:12)",
                "Caused by: java.sql.SQLException: gone",
                "\t... 3 more",
                "09:31:03.226 ERROR [http-2] failed",
                "java.lang.IllegalStateException: no table",
                "\tat app.App.index(App.java:12)",
                "Caused by: java.sql.SQLException: gone",
                "\t... 3 more",
                "java.lang.IllegalStateException: no table",
                "\tat app.App.other(App.java:20)");

        assertEquals(
                List.of(
                        "starting",
                        "(2 times) 09:31:03.226 ERROR [http-2] failed",
                        "(2 times) java.lang.IllegalStateException: no table",
                        "\tat app.App.index(App.java:12)",
                        "Caused by: java.sql.SQLException: gone",
                        "\t... 3 more",
                        "java.lang.IllegalStateException: no table",
                        "\tat app.App.other(App.java:20)"),
                LastLines.withoutRepetition(lines));
    }

    @Test
    void equalLinesLeaveRoomForOthers(@TempDir Path folder) throws Exception {
        try (DeploymentLogs logs = new DeploymentLogs(folder, new Masks())) {
            DeploymentLog log = logs.of("shop", "1");
            LineSink service = log.sink("service");
            service.line("out", "the reason");
            for (int i = 0; i < 100; i++) {
                service.line("out", "09:31:" + (10 + i / 2) + ".0 GET /");
            }
            log.sink("shuttle").line("err", "another source");

            assertEquals(List.of("the reason", "(100 times) 09:31:59.0 GET /"), LastLines.of(log, "service", 50));
            assertEquals(List.of("(100 times) 09:31:59.0 GET /"), LastLines.of(log, "service", 1));
        }
    }

    @Test
    void linesWithOtherNumbersAreOtherLines() {
        List<String> lines = List.of("loaded 1 of 2", "loaded 2 of 2");

        assertEquals(lines, LastLines.withoutRepetition(lines));
    }
}
