package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Configuration;
import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.http.WebSocketFilter;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.client.ResourceTunnel;
import dev.shuttle.resources.ProvisioningException;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/** Connects to a resource and answers a request with a WebSocket that carries the bytes of that connection. */
final class TunnelRoute {
    private static final String OFFERED = "Sec-WebSocket-Protocol";
    private static final int CONNECT_MILLIS = 10_000;

    private final Configuration configuration;
    private final Tunnels tunnels;

    TunnelRoute(Configuration configuration, Tunnels tunnels) {
        this.configuration = configuration;
        this.tunnels = tunnels;
    }

    void handle(Context ctx) throws IOException, ProvisioningException, InterruptedException {
        @Nullable HttpServletRequest request = WebSocketFilter.request(ctx);
        if (request == null || !offered(ctx).contains(ResourceTunnel.SUBPROTOCOL)) {
            throw upgradeRequired(ctx);
        }
        Key key = Guard.keyOf(ctx);
        Runnable place = tunnels.place(ctx);
        TunnelSession tunnel;
        try {
            tunnel = tunnels.open(connect(ctx), key, place);
        } catch (IOException | ProvisioningException | InterruptedException | RuntimeException e) {
            place.run();
            throw e;
        }
        if (!upgrade(ctx, request, tunnel)) {
            throw upgradeRequired(ctx);
        }
    }

    private Socket connect(Context ctx) throws IOException, ProvisioningException, InterruptedException {
        String type = ctx.pathParam("type");
        String name = ctx.pathParam("name");
        InetSocketAddress address = configuration.address(ctx.pathParam("project"), type, name);
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new ProvisioningException(
                    "The server of " + type + ":" + name + " did not accept a connection: " + e.getMessage()
                            + ". Is it up? Try again.",
                    e);
        }
    }

    private static boolean upgrade(Context ctx, HttpServletRequest request, TunnelSession tunnel) throws IOException {
        boolean upgraded = false;
        try {
            upgraded = JettyWebSocketServerContainer.ensureContainer(request.getServletContext())
                    .upgrade(
                            (asked, answer) -> {
                                answer.setAcceptedSubProtocol(ResourceTunnel.SUBPROTOCOL);
                                return tunnel;
                            },
                            request,
                            ctx.res());
        } finally {
            if (!upgraded) {
                tunnel.end(StatusCode.PROTOCOL, "");
            }
        }
        return upgraded;
    }

    private static List<String> offered(Context ctx) {
        @Nullable String offered = ctx.header(OFFERED);
        return offered == null ? List.of() : List.of(offered.trim().split("\\s*,\\s*"));
    }

    private static ProblemException upgradeRequired(Context ctx) {
        ctx.header("Upgrade", "websocket");
        return new ProblemException(
                426,
                "Upgrade required",
                "A tunnel is a WebSocket with the subprotocol " + ResourceTunnel.SUBPROTOCOL
                        + ", version 13; mvn shuttle:connect opens"
                        + " one. If this was one, a proxy in between does not pass the header Upgrade.");
    }
}
