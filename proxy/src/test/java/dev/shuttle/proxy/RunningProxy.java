package dev.shuttle.proxy;

import dev.shuttle.proxy.certificates.HostCertificates;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.ExtendWith;

/** A running proxy, for the tests that need one. */
@ExtendWith(BufferLeaks.class)
abstract class RunningProxy {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    final RoutingTable table = emptyTable();
    private @Nullable InetSocketAddress started;
    final Proxy proxy = new Proxy(settings(), table, observer(), certificates());

    RoutingTable emptyTable() {
        return new RoutingTable();
    }

    HostCertificates certificates() {
        return HostCertificates.NONE;
    }

    ProxySettings settings() {
        return ProxySettings.on("127.0.0.1", 0);
    }

    /** The usual settings with other bounds in time. */
    static ProxySettings within(ProxySettings.Timeouts timeouts) {
        return new ProxySettings(
                "127.0.0.1", 0, ProxySettings.on("127.0.0.1", 0).limits(), timeouts);
    }

    RequestObserver observer() {
        return RequestObserver.NONE;
    }

    InetSocketAddress start() throws Exception {
        InetSocketAddress address = proxy.start();
        started = address;
        return address;
    }

    /** Once it is started. */
    final InetSocketAddress proxyAddress() {
        return Objects.requireNonNull(started);
    }

    /** A client of a proxy that leads {@code a.test} to this service. */
    RawClient clientOf(RawService service) throws Exception {
        table.put("a.test", new Route.Serving(service.upstream()));
        return new RawClient(start());
    }

    void stop() {
        proxy.close();
    }

    @AfterEach
    void close() {
        stop();
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            Assertions.assertTrue(System.nanoTime() < end, "it did not happen within 30 s");
            Thread.sleep(5);
        }
    }
}
