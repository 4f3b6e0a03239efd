package dev.shuttle.controlplane.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.SmallDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FullDiskTest {

    @Test
    void aLogGoesOnWhenThereIsRoomAgainAndSaysWhatIsMissing() throws Exception {
        try (SmallDisk disk = SmallDisk.of(2)) {
            DeploymentLog log = new DeploymentLog(disk.folder().resolve("log"), 256 * 1024, new Masks(), "app");
            LineSink sink = log.sink("service");
            sink.line("out", "first");
            disk.fill();
            for (int i = 0; i < 1000; i++) {
                sink.line("out", "no room for this one: " + "x".repeat(100));
            }
            disk.makeRoom();
            sink.line("out", "last but one");
            sink.line("out", "last");

            List<String> lines = read(log);
            assertEquals("first", lines.get(0));
            assertEquals(List.of("last but one", "last"), lines.subList(lines.size() - 2, lines.size()));
            String gap = lines.get(lines.size() - 3);
            assertTrue(gap.contains("lines are missing here"), gap);
            int missing = Integer.parseInt(gap.substring(0, gap.indexOf(' ')));
            assertEquals(1000, missing + lines.size() - 4, "every line is there or counted");
        }
    }

    private static List<String> read(DeploymentLog log) throws Exception {
        List<String> lines = new ArrayList<>();
        try (LogReader reader = new LogReader(log, 0)) {
            for (Optional<LogReader.Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                lines.add(entry.get().line().line());
            }
        }
        return lines;
    }
}
