package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** More connections than the control plane may have files open. */
@Tag("full")
@Tag("alone")
final class FewDescriptorsIT {
    private static final String PROJECT = "jdk-service";
    private static final int FILES = 320;
    private static final int CONNECTIONS = 300;

    @RegisterExtension
    static final ControlPlane SERVER =
            ControlPlane.withDefaults().behind("prlimit", "--nofile=" + FILES + ":" + FILES, "--");

    private final Visitor visitor = new Visitor(SERVER);
    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    @Test
    void connectionsThatCannotBeAcceptedWaitAndAllRecoversWhenOthersGo() throws Exception {
        api.deploys(PROJECT, App.copy("jdk-service", folder));
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            open.add(new Socket(InetAddress.getLoopbackAddress(), SERVER.proxy().getPort()));
            open.add(new Socket(InetAddress.getLoopbackAddress(), SERVER.api().getPort()));
        }
        Await.until("it to be said", Duration.ofSeconds(20), SERVER::printed, lines -> lines.stream()
                .anyMatch(line -> line.contains("could not be accepted")));
        Duration before = cpu();
        Thread.sleep(5000);
        Duration used = cpu().minus(before);
        for (Socket socket : open) {
            socket.close();
        }
        System.out.println("Without a file descriptor: " + used.toMillis() + " ms of processor time in 5 s, "
                + SERVER.printed().size() + " lines printed");
        assertTrue(used.toMillis() < 2500, "no busy loop");
        Await.until(
                "the proxy to accept",
                Duration.ofSeconds(30),
                () -> answer(() -> visitor.read(PROJECT)),
                "jdk-service, version 1"::equals);
        Await.until(
                "the API to accept",
                Duration.ofSeconds(30),
                () -> answer(() -> String.valueOf(api.send(api.to("/health")).statusCode())),
                "200"::equals);
        api.deploys(PROJECT, App.copy("jdk-service", folder.resolve("next")).version(1, 2));
        assertEquals("jdk-service, version 2", visitor.read(PROJECT));
        assertTrue(
                SERVER.printed().size() < 500,
                () -> "printed " + SERVER.printed().size() + " lines");
    }

    private interface Question {
        String ask() throws IOException, InterruptedException;
    }

    private static String answer(Question question) throws InterruptedException {
        try {
            return question.ask();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Duration cpu() {
        return ProcessHandle.of(SERVER.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElseThrow();
    }
}
