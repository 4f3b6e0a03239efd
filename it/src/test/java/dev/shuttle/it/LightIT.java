package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Generous bounds that catch an accident; the figures proper come from {@code bench/light}. */
@Tag("alone")
final class LightIT {
    private static final Duration READY = Duration.ofSeconds(8);
    private static final long RESIDENT_MIB = 250;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().asShipped();

    @Test
    void startsFastOnAHomeThatItKnowsAndStaysSmall() throws Exception {
        List<Duration> starts = new ArrayList<>(); // something else may slow one down
        for (int i = 0; i < 3; i++) {
            SERVER.stop();
            starts.add(SERVER.start());
        }
        Duration took = Collections.min(starts);
        long resident = residentMiB();

        System.out.println("Ready after " + took.toMillis() + " ms, " + resident + " MiB resident");
        assertTrue(took.compareTo(READY) < 0, () -> "Ready after " + starts);
        assertTrue(resident < RESIDENT_MIB, () -> resident + " MiB resident");
    }

    /** 0 where there is no /proc. */
    private static long residentMiB() throws IOException {
        Path status = Path.of("/proc", String.valueOf(SERVER.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
