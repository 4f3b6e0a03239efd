package dev.shuttle.controlplane.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.protocol.MetricsPoint;
import dev.shuttle.proxy.FinishedRequest;
import dev.shuttle.proxy.RoutingTable;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsSamplerTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final long MILLISECOND = 1_000_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(START);
    private final TrafficMetrics traffic = new TrafficMetrics(new RoutingTable());
    private final Map<String, RunningProject> projects = new HashMap<>(Map.of("shop", new RunningProject(0, 0)));
    private MetricsHistory history;
    private MetricsSampler sampler;

    @BeforeEach
    void start() {
        traffic.countBelow(new Addresses("apps.test", false, 80));
        history = new MetricsHistory(folder.resolve("metrics"), clock);
        sampler = sampler();
    }

    @AfterEach
    void stop() {
        sampler.close();
    }

    private MetricsSampler sampler() {
        return new MetricsSampler(new MetricsSampler.Parts(history, traffic, () -> Map.copyOf(projects), clock));
    }

    @Test
    void requestsStandAtTheTimeTheyWereAnswered() {
        ended(200, 2, 99);
        ended(500, 400, 1);
        look();
        look();
        ended(404, 1, 7);
        look();

        List<MetricsPoint> points = points("15m");

        assertEquals(
                List.of(START, START.plusSeconds(20)),
                points.stream().map(MetricsPoint::at).toList());
        MetricsPoint first = points.get(0);
        assertEquals(List.of(100L, 99L, 1L), List.of(first.requests(), first.success(), first.serverError()));
        assertEquals(10, first.seconds());
        assertEquals(100 * 5, first.receivedBytes());
        assertEquals(100 * 1000, first.sentBytes());
        within(1, 2.5, first.p50Millis());
        within(1, 2.5, first.p95Millis());
        assertEquals(7, points.get(1).clientError());
        assertNull(first.memoryBytes(), "nothing ran");
    }

    @Test
    void percentilesOfALongStretchAreThoseOfAllItsRequests() {
        for (int i = 0; i < 60; i++) {
            ended(200, i < 54 ? 3 : 2000, 10); // a tenth is slow, in its last minute
            look();
        }
        List<MetricsPoint> points = points("7d");
        assertEquals(1, points.size());
        assertEquals(600, points.get(0).requests());
        assertEquals(600, points.get(0).seconds());
        within(2.5, 5, points.get(0).p50Millis());
        within(1000, 2500, points.get(0).p95Millis());
        assertEquals(10, points("6h").size());
        assertEquals(60, points("15m").size());
    }

    @Test
    void whatIsOlderThanTheRangeIsGoneAndTheFileDoesNotGrow() throws Exception {
        ended(200, 1, 1);
        look();
        Path file = folder.resolve("metrics/shop.metrics");
        long size = Files.size(file);
        assertEquals(MetricsFile.BYTES, size);
        clock.pass(Duration.ofMinutes(16));
        assertEquals(0, points("15m").size());
        assertEquals(1, points("6h").size());
        clock.pass(Duration.ofHours(6));
        assertEquals(0, points("6h").size());
        assertEquals(1, points("7d").size());
        for (int day = 0; day < 15; day++) {
            clock.pass(Duration.ofHours(12));
            ended(200, 1, 1);
            look();
        }
        assertEquals(15, points("7d").size());
        assertEquals(size, Files.size(file));
        assertTrue(size < 200 * 1024, size + " bytes a project");
    }

    @Test
    void aRecordThatIsSpoiltIsNotThereAndTheOthersAre() throws Exception {
        ended(200, 1, 1);
        look();
        ended(200, 1, 1);
        look();
        Path file = folder.resolve("metrics/shop.metrics");
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(128 + 128L * MetricsRange.MINUTES.index(START.getEpochSecond()) + 20);
            open.write(0x55);
        }
        assertEquals(
                List.of(START.plusSeconds(10)),
                points("15m").stream().map(MetricsPoint::at).toList());
        assertEquals(2, points("6h").get(0).requests());
    }

    @Test
    void aFileOfAnotherKindIsBegunAgain() throws Exception {
        Files.createDirectories(folder.resolve("metrics"));
        Files.writeString(folder.resolve("metrics/shop.metrics"), "not at all");
        assertEquals(List.of(), points("15m"));
        ended(200, 1, 1);
        look();
        assertEquals(1, points("15m").size());
    }

    @Test
    void aFolderThatCannotBeWrittenCostsThePointsOnly() throws Exception {
        Files.writeString(folder.resolve("metrics"), "a file in its place");
        ended(200, 1, 1);
        look();
        assertEquals(List.of(), points("15m"));
        Files.delete(folder.resolve("metrics"));
        ended(200, 1, 1);
        look();
        assertEquals(1, points("15m").size());
    }

    @Test
    void aRestartOfTheControlPlaneKeepsThePointsAndCountsNothingTwice() {
        ended(200, 1, 5);
        look();
        sampler.close();
        sampler = sampler(); // the counts of the proxy go on where it comes back
        ended(200, 1, 3);
        look();
        assertEquals(
                List.of(5L, 3L),
                points("15m").stream().map(MetricsPoint::requests).toList());
    }

    @Test
    void aProjectThatIsForgottenHasNothingAndOneThatIsGoneLeavesNothing() throws Exception {
        projects.put("gone", new RunningProject(0, 0));
        traffic.ended("gone.apps.test", new FinishedRequest(200, 0, 0, 1));
        ended(200, 1, 1);
        look();
        history.forget("shop");
        assertEquals(List.of(), points("15m"));
        projects.remove("gone");
        sampler.close();
        sampler = sampler();
        look();
        assertFalse(Files.exists(folder.resolve("metrics/gone.metrics")));
    }

    @Test
    void aProjectThatNeitherRunsNorIsAskedForHasNoFile() {
        look();
        assertFalse(Files.exists(folder.resolve("metrics")));
    }

    @Test
    void processorsMemoryAndRestartsAreThoseOfTheProcess() throws Exception {
        Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            look();
            projects.put("shop", new RunningProject(busy.pid(), 2));
            long end = System.nanoTime() + PATIENCE;
            while (cpu() < 0.05 && System.nanoTime() < end) {
                look();
            }
            assertTrue(cpu() >= 0.05, "it does nothing but compute");
            List<MetricsPoint> points = points("15m");
            // At the first look the process may just be starting, and have no memory yet.
            assertNotNull(points.get(points.size() - 1).memoryBytes());
            assertEquals(2, points.get(0).restarts());
            assertEquals(0, points("6h").get(0).restarts() - 2);
        } finally {
            busy.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatWasAdoptedBringsNoTimeOfBefore() throws Exception {
        Process busy = new ProcessBuilder(
                        "sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo; read line")
                .start();
        try {
            Assertions.assertEquals('\n', busy.getInputStream().read());
            projects.put("shop", new RunningProject(busy.pid(), 0));
            look();
            assertEquals(0, cpu());
        } finally {
            busy.destroyForcibly().waitFor();
        }
    }

    @Test
    void aThousandProjectsTakeLittle() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            projects.put("p" + i, new RunningProject(0, 0));
        }
        long took = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1_000; i++) {
                traffic.ended("p" + i + ".apps.test", new FinishedRequest(200, 5, 1000, MILLISECOND));
            }
            long begin = System.nanoTime();
            look();
            took = Math.min(took, System.nanoTime() - begin);
        }
        assertTrue(took < TimeUnit.SECONDS.toNanos(1), took / MILLISECOND + " ms of each ten seconds");
    }

    @Test
    void anotherRangeIsRefusedWithTheKnownOnes() {
        InvalidException refused = Assertions.assertThrows(InvalidException.class, () -> MetricsRange.of("1y"));
        assertTrue(String.valueOf(refused.getMessage()).contains("15m, 6h, 7d"), refused.getMessage());
    }

    private double cpu() {
        return points("6h").stream().mapToDouble(MetricsPoint::cpuSeconds).sum();
    }

    private void ended(int status, long millis, int times) {
        for (int i = 0; i < times; i++) {
            traffic.ended("shop.apps.test", new FinishedRequest(status, 5, 1000, millis * MILLISECOND));
        }
    }

    private void look() {
        clock.pass(STEP);
        sampler.look();
    }

    private List<MetricsPoint> points(String range) {
        return history.of("shop", MetricsRange.of(range)).points();
    }

    private static void within(double from, double to, @Nullable Double value) {
        assertTrue(value != null && value >= from && value <= to, value + " is not within " + from + " and " + to);
    }
}
