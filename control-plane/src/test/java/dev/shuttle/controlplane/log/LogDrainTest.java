package dev.shuttle.controlplane.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.host.Await;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDrainTest {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private final Masks masks = new Masks();
    private final Egress egress = new Egress(ANSWER, null);
    private LineReceiver receiver;
    private LogDrain drain;
    private DeploymentLogs logs;

    @BeforeEach
    void start() throws Exception {
        receiver = new LineReceiver(0);
        open(receiver.url());
    }

    private void open(URI url) {
        drain = new LogDrain(url, egress, PAUSE);
        drain.start();
        logs = new DeploymentLogs(folder, masks, Duration.ZERO, InstantSource.system(), drain);
    }

    @AfterEach
    void stop() {
        receiver.close();
        drain.close();
        logs.close();
        egress.close();
    }

    private void line(String text) {
        logs.of("shop", "d1").sink("service").line("out", text);
    }

    @Test
    void linesComeInOrderWithTheirProjectAndWithoutItsSecrets() throws Exception {
        masks.add("shop", List.of("QAZWSXEDCRFV"));
        line("first \"quoted\" Grüße");
        line("the key is QAZWSXEDCRFV");
        logs.of("other", "d2").sink("build").line("err", "last");
        receiver.await("last");

        List<JsonNode> lines = receiver.lines();

        assertEquals(List.of("first \"quoted\" Grüße", "the key is ***", "last"), receiver.texts());
        assertEquals("shop", lines.get(0).get("project").asText());
        assertEquals("d1", lines.get(0).get("deployment").asText());
        assertEquals("service", lines.get(0).get("source").asText());
        assertEquals("other", lines.get(2).get("project").asText());
        assertTrue(lines.get(2).has("at"));
        Await.until("all are counted", () -> drain.sent() == 3);
        assertEquals(Optional.empty(), drain.trouble());
    }

    @Test
    void manyLinesTakeFewRequests() throws Exception {
        IntStream.range(0, 5_000).forEach(i -> line("line " + i));
        line("end");
        receiver.await("end");
        assertEquals(5_001, receiver.lines().size());
        assertTrue(receiver.requests() < 20, receiver.requests() + " requests");
    }

    @Test
    void aReceiverThatFailsIsAskedAgainAndNothingIsLost() throws Exception {
        receiver.answer(503, 429, 500);
        line("patient");
        receiver.await("patient");
        line("next");
        receiver.await("next");
        assertEquals(List.of("patient", "next"), receiver.texts());
        assertEquals(0, drain.leftOut());
    }

    @Test
    void whatAReceiverRefusesIsCountedAndTold() throws Exception {
        receiver.answer(400);
        line("refused");
        Await.until("it is left out", () -> drain.leftOut() == 1);
        assertTrue(drain.trouble().orElse("").contains("status 400"), "" + drain.trouble());
        line("taken");
        receiver.await("taken");
        assertTrue(receiver.texts().get(0).startsWith("… 1 lines of all logs left out"), "" + receiver.texts());
        Await.until("all is well", () -> drain.trouble().isEmpty());
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        receiver.answer(307);
        line("redirected");
        Await.until("it is left out", () -> drain.leftOut() == 1);
        assertTrue(drain.trouble().orElse("").contains("redirects"), "" + drain.trouble());
        assertEquals(0, receiver.requests());
    }

    @Test
    void aReceiverThatIsDownGetsTheLinesWhenItIsBack() throws Exception {
        int port = receiver.port();
        receiver.close();
        line("while it was down");
        Await.until("it is noticed", () -> drain.trouble().isPresent());
        assertTrue(drain.trouble().orElse("").contains("connection refused"), "" + drain.trouble());
        receiver = new LineReceiver(port);
        receiver.await("while it was down");
    }

    @Test
    void aReceiverThatHangsHoldsNoWriterAndMemoryHasABound() throws Exception {
        receiver.hang();
        String text = "x".repeat(1_000);
        long begin = System.nanoTime();
        IntStream.range(0, 20_000).forEach(i -> line(text));
        assertTrue(System.nanoTime() - begin < ANSWER.toNanos(), "the log was written meanwhile");
        long leftOut = drain.leftOut();
        assertTrue(leftOut > 20_000L * 1_000 / LogDrain.MOST_WAITING, leftOut + " left out");
        receiver.goOn();
        Await.until("there is room again", () -> drain.sent() > 0);
        line("end");
        receiver.await("end");
        assertTrue(
                receiver.texts().stream().anyMatch(each -> each.contains("lines of all logs left out")),
                "the mark stands where they would have");
    }

    @Test
    void theLastLinesAreSentAtTheEnd() throws Exception {
        line("last words");
        drain.close();
        assertEquals(List.of("last words"), receiver.texts());
    }

    @Test
    void thePlatformsOwnPortsAreRefused() throws Exception {
        egress.refuse(receiver.port());
        line("to ourselves");
        Await.until("it is left out", () -> drain.leftOut() == 1);
        assertTrue(drain.trouble().orElse("").contains("refused"), "" + drain.trouble());
    }
}
