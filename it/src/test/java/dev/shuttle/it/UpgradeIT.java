package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A control plane is replaced under load, in each of the ways there are; prints the figures of docs/operations.md. */
@Tag("alone")
@Tag("full")
final class UpgradeIT {
    private static final Pattern ANSWER = Pattern.compile("jdk-handler, version 1");
    private static final int CONNECTIONS = 32;
    private static final int ROUNDS = 3;

    /** The load finds it again on the same ports. */
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults()
            .asShipped()
            .with("SHUTTLE_PROXY_PORT", freePort())
            .with("SHUTTLE_API_PORT", freePort());

    @TempDir
    Path folder;

    private interface Replacement {
        void run() throws Exception;
    }

    @BeforeEach
    void aProjectServes() throws Exception {
        new Api(SERVER).deploys("jdk-handler", App.copy("jdk-handler", folder.resolve("app")));
    }

    @Test
    void inThreeWays() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            measure("stopped and started", () -> {
                SERVER.stop();
                SERVER.start();
            });
            measure("killed and started", () -> {
                SERVER.kill();
                SERVER.start();
            });
            assertEquals(0, measure("taken over", SERVER::takeOver));
        }
    }

    private static int measure(String how, Replacement replacement) throws Exception {
        try (KeepAliveLoad load = new KeepAliveLoad(SERVER.proxy(), "jdk-handler.localhost", ANSWER, CONNECTIONS);
                Absence api = new Absence(SERVER.api())) {
            awaitMore(load);
            Duration usual = load.longest();
            replacement.run();
            awaitMore(load);
            System.out.printf(
                    "%s: %d answers, %d requests lost, the longest wait %d ms (%d ms before); the API was away for %d ms%n",
                    how, load.total(), load.lost().size(), load.longest().toMillis(), usual.toMillis(), api.longest());
            return load.lost().size();
        }
    }

    private static void awaitMore(KeepAliveLoad load) throws Exception {
        long enough = load.total() + 5000;
        Await.until("more answers", Duration.ofMinutes(2), load::total, total -> total > enough);
    }

    private static String freePort() {
        try {
            return "" + LoopbackPorts.next();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For how long nothing accepted there. */
    private static final class Absence implements AutoCloseable {
        private final AtomicLong longest = new AtomicLong();
        private final Thread thread;
        private volatile boolean going = true;

        Absence(URI server) {
            thread = new Thread(
                    () -> {
                        long seen = System.nanoTime();
                        while (going) {
                            try (Socket socket = new Socket()) {
                                socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 1000);
                                longest.accumulateAndGet(System.nanoTime() - seen, Math::max);
                                seen = System.nanoTime();
                            } catch (IOException e) {
                                // away
                            }
                            LockSupport.parkNanos(5_000_000);
                        }
                    },
                    "absence");
            thread.start();
        }

        long longest() {
            return longest.get() / 1_000_000;
        }

        @Override
        public void close() throws InterruptedException {
            going = false;
            thread.join();
            assertTrue(longest.get() > 0, "it was there at times");
        }
    }
}
