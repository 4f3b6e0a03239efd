package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LifecycleTest extends RunningProxy {

    @Test
    void aTakenPortIsSaidInWords() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Proxy proxy = new Proxy(ProxySettings.on("127.0.0.1", other.getLocalPort()), table)) {
            IOException e = assertThrows(IOException.class, proxy::start);
            String message = String.valueOf(e.getMessage());
            assertTrue(
                    message.contains("port " + other.getLocalPort()) && message.contains("SHUTTLE_PROXY_PORT"),
                    message);
        }
    }

    @Test
    void closingLetsARequestEndAndLeavesNoThreadAndNoPort() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (RawService service = new RawService((head, in, out) -> {
            goOn.await();
            RawService.write(out, OK);
            return true;
        })) {
            table.put("a.test", new Route.Serving(service.upstream()));
            InetSocketAddress proxy = start();
            assertTrue(threads() > 0);
            try (RawClient busy = new RawClient(proxy);
                    RawClient idle = new RawClient(proxy)) {
                idle.send("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n");
                assertTrue(idle.answer().startsWith("HTTP/1.1 404 "));
                busy.send(get("/"));
                await(() -> service.requests.get() == 1);
                Thread closing = new Thread(this::stop);
                closing.start();
                assertEquals("", idle.rest(), "an idle connection is closed at once");
                goOn.countDown();
                assertTrue(busy.rest().endsWith("ok"));
                closing.join();
            }
            await(() -> threads() == 0); // a thread is listed until a moment after its end
            assertThrows(ConnectException.class, () -> new RawClient(proxy));
        }
    }

    @Test
    void aProxyThatNeverStartedCloses() throws Exception {
        stop();
        await(() -> threads() == 0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("shuttle-proxy-"))
                .count();
    }
}
