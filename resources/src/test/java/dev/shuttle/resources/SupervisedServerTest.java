package dev.shuttle.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real processes that are no servers. */
@Timeout(60)
class SupervisedServerTest {
    private final List<Long> starts = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    @Test
    void triesAgainAtGrowingIntervalsHoweverLongAgoTheServerWasUp() throws Exception {
        ScheduledExecutorService watch = ServerWatch.named("test-watch");
        try (SupervisedServer kept = new SupervisedServer(new Sleeping(), watch)) {
            ServerProcess first = kept.use().process();
            broken = true;
            first.kill();

            Await.until("it was tried four times", () -> starts.size() >= 5);

            List<Long> pauses = IntStream.range(2, 5)
                    .mapToObj(at -> TimeUnit.NANOSECONDS.toMillis(starts.get(at) - starts.get(at - 1)))
                    .toList();
            assertTrue(pauses.get(0) >= 900 && pauses.get(1) >= 1900 && pauses.get(2) >= 3900, pauses.toString());
        } finally {
            watch.shutdownNow();
        }
    }

    @Test
    void noPauseIsLongerThanHalfAMinute() {
        List<Long> pauses = IntStream.of(0, 1, 2, 3, 6, 7, 1_000_000)
                .mapToObj(failures -> SupervisedServer.pause(failures).toSeconds())
                .toList();

        assertEquals(List.of(0L, 1L, 2L, 4L, 30L, 30L, 30L), pauses);
    }

    @Test
    void isNotTakenToBeAtRestWhereThatCannotBeTold() {
        ScheduledExecutorService watch = ServerWatch.named("test-watch");
        try (SupervisedServer kept = new SupervisedServer(new Sleeping(), watch)) {
            broken = true;
            assertThrows(IOException.class, kept::requireRest);
        } finally {
            watch.shutdownNow();
        }
    }

    private final class Sleeping implements SupervisedServer.Server {
        @Override
        public String label() {
            return "sleeping server";
        }

        @Override
        public Optional<SupervisedServer.Running> find() throws IOException {
            if (broken) {
                throw new IOException("Too many open files");
            }
            return Optional.empty();
        }

        @Override
        public SupervisedServer.Running up() throws ProvisioningException {
            starts.add(System.nanoTime());
            if (broken) {
                throw new ProvisioningException("Too many open files");
            }
            try {
                Process process = new ProcessBuilder("sleep", "600").start();
                return new SupervisedServer.Running(new ServerProcess(process.toHandle()), 1);
            } catch (IOException e) {
                throw new ProvisioningException("cannot start", e);
            }
        }

        @Override
        public void tend() {}

        @Override
        public void giveUp() {}

        @Override
        public void stop(ServerProcess process) {
            process.kill();
        }
    }
}
