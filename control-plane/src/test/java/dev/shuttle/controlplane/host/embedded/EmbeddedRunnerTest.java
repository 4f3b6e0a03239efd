package dev.shuttle.controlplane.host.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.shuttle.controlplane.host.FixtureApp;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.ServiceRunnerContract;
import dev.shuttle.runtime.service.HostLibraries;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedRunnerTest extends ServiceRunnerContract {

    @Override
    protected ServiceRunner newRunner() {
        return new EmbeddedRunner(HostLibraries.of(List.of()), this::artifacts);
    }

    @Override
    protected boolean outliveTheirRunner() {
        return false;
    }

    @Override
    protected void assertNothingIsLeft() {
        List<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("hello-1") || name.startsWith("hello-2"))
                .toList();
        assertEquals(List.of(), threads);
    }

    @Test
    void loadsAServiceInAnotherLoaderEveryTime() throws Exception {
        for (int i = 0; i < 3; i++) {
            RunningService host = start(
                    "1",
                    FixtureApp.of(
                            directory,
                            """
                    static int count;
                    public static HttpHandler main() {
                        count++;
                        return exchange -> {
                            byte[] body = ("count " + count).getBytes();
                            exchange.sendResponseHeaders(200, body.length);
                            exchange.getResponseBody().write(body);
                            exchange.close();
                        };
                    }
                    """));
            assertEquals("count 1", get(host));
            host.stop();
        }
    }

    @Test
    void givesTheStreamsBackWhenItIsClosed() throws Exception {
        PrintStream during = System.out;
        runner.close();
        PrintStream before = System.out;
        runner = newRunner();
        runner.close();

        assertSame(before, System.out);
        assertNotSame(before, during);
        runner = newRunner();
    }
}
