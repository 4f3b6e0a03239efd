package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shuttle.os.UnixSocket;
import io.netty.channel.epoll.Epoll;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The same calls over HTTP/2 connections to a Unix socket, beside which there is no port. */
class GrpcOverUnixSocketTest extends GrpcTest {
    @TempDir
    Path folder = Path.of("");

    private @Nullable UnixRelay relay;

    @Override
    Upstream upstream(InetSocketAddress listening) throws Exception {
        assumeTrue(Epoll.isAvailable(), "Unix sockets are used by Netty's epoll transport");
        Path path = folder.resolve("s");
        relay = new UnixRelay(path, listening.getPort());
        UnixSocket socket = new UnixSocket(path, OptionalInt.empty());
        return new Upstream(
                "d1", RoutingTest.gone().address(), new Upstream.Options(null, Map.of(), told -> {}, socket));
    }

    @AfterEach
    void closeRelay() throws Exception {
        if (relay != null) {
            relay.close();
        }
    }
}
