package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.Await;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.proxy.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LivenessWatchTest {
    @TempDir
    Path folder;

    private final ManualScheduler time = new ManualScheduler();
    private final ActiveDeployments active = new ActiveDeployments();
    private final Service service = new Service();
    private DeploymentLogs logs;
    private BackgroundWork background;
    private LivenessWatch watch;

    @BeforeEach
    void open() {
        logs = new DeploymentLogs(folder, new Masks());
        background = new BackgroundWork(new ManualScheduler());
        watch = new LivenessWatch(active, logs, background, time, upstream -> service.speaks);
    }

    @AfterEach
    void close() {
        background.close();
        logs.close();
    }

    @Test
    void endsAServiceThatIsSilentThreeTimesWithinAMinute() throws Exception {
        serve();
        service.answers = false;

        Duration passed = look(1).plus(look(2)).plus(look(3));

        Await.until("it is ended", service.ended::isDone);
        assertTrue(service.ended.join().contains("does not answer any more"), service.ended.join());
        // Each of the three has ten seconds besides.
        assertTrue(passed.plusSeconds(30).compareTo(Duration.ofSeconds(60)) < 0, passed.toString());
    }

    @Test
    void sparesAServiceThatAnswersInBetween() throws Exception {
        serve();
        for (int asked = 1; asked <= 9; asked++) {
            service.answers = asked % 3 == 0;
            look(asked);
        }
        assertFalse(service.ended.isDone());
    }

    @Test
    void doesNotEvenAskOneThatSendsSomethingToAClient() throws Exception {
        serve();
        service.answers = false;
        service.speaks = true;
        for (int i = 0; i < 5; i++) {
            time.advance(time.awaitNext());
        }
        assertEquals(0, service.asked.get());
        assertFalse(service.ended.isDone());
    }

    @Test
    void saysNothingOfAServiceWhileTheMachineIsLate() throws Exception {
        serve();
        service.answers = false;
        for (int asked = 1; asked <= 6; asked++) {
            time.awaitNext();
            time.advance(Duration.ofMinutes(1));
            awaitAsked(asked);
        }
        assertFalse(service.ended.isDone());
    }

    @Test
    void leavesAServiceAloneThatDoesNotServeAnyMore() throws Exception {
        serve();
        active.remove("shop");

        time.advance(time.awaitNext());

        assertTrue(time.isIdle());
        assertEquals(0, service.asked.get());
    }

    private void serve() {
        ActiveDeployment up = ActiveDeployment.up(row(), 0, time.nanoTime(), service, Upstream.Options.NONE);
        active.put(up);
        watch.watch(up);
    }

    private static DeploymentRow row() {
        return new DeploymentRow(
                1,
                "17",
                "shop",
                DeploymentState.RUNNING,
                "17",
                new Upload.Options(false, null, null, null, null, null),
                null,
                null,
                null,
                Instant.EPOCH,
                null,
                null,
                null);
    }

    /** Lets the time to the next look pass, and returns it. */
    private Duration look(int asked) throws Exception {
        Duration pause = time.awaitNext();
        time.advance(pause);
        awaitAsked(asked);
        return pause;
    }

    private void awaitAsked(int times) throws Exception {
        Await.until("it was asked", () -> service.asked.get() == times);
    }

    private static final class Service implements RunningService {
        private final AtomicInteger asked = new AtomicInteger();
        private final CompletableFuture<String> ended = new CompletableFuture<>();
        private volatile boolean answers = true;
        private volatile boolean speaks;

        @Override
        public String deployment() {
            return "17";
        }

        @Override
        public InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        public CompletableFuture<String> ended() {
            return ended;
        }

        @Override
        public boolean answers() {
            boolean now = answers;
            asked.incrementAndGet();
            return now;
        }

        @Override
        public void endHung(String reason) {
            ended.complete(reason);
        }

        @Override
        public void stop() {}
    }
}
