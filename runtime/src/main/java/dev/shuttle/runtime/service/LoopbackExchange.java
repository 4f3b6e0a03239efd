package dev.shuttle.runtime.service;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An exchange of a connection that may have come over a Unix socket, for which the JDK's server knows no addresses: the
 * handler gets the server's own, which is on the loopback, and the same with port 0 as the client's.
 */
final class LoopbackExchange extends HttpExchange {
    private final HttpExchange exchange;
    private final InetSocketAddress server;

    LoopbackExchange(HttpExchange exchange, InetSocketAddress server) {
        this.exchange = exchange;
        this.server = server;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        try {
            return exchange.getRemoteAddress();
        } catch (UnsupportedOperationException e) {
            return new InetSocketAddress(server.getAddress(), 0);
        }
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        try {
            return exchange.getLocalAddress();
        } catch (UnsupportedOperationException e) {
            return server;
        }
    }

    @Override
    public Headers getRequestHeaders() {
        return exchange.getRequestHeaders();
    }

    @Override
    public Headers getResponseHeaders() {
        return exchange.getResponseHeaders();
    }

    @Override
    public URI getRequestURI() {
        return exchange.getRequestURI();
    }

    @Override
    public String getRequestMethod() {
        return exchange.getRequestMethod();
    }

    @Override
    public HttpContext getHttpContext() {
        return exchange.getHttpContext();
    }

    @Override
    public void close() {
        exchange.close();
    }

    @Override
    public InputStream getRequestBody() {
        return exchange.getRequestBody();
    }

    @Override
    public OutputStream getResponseBody() {
        return exchange.getResponseBody();
    }

    @Override
    public void sendResponseHeaders(int status, long length) throws IOException {
        exchange.sendResponseHeaders(status, length);
    }

    @Override
    public int getResponseCode() {
        return exchange.getResponseCode();
    }

    @Override
    public String getProtocol() {
        return exchange.getProtocol();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return exchange.getAttribute(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        exchange.setAttribute(name, value);
    }

    @Override
    public void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
        exchange.setStreams(in, out);
    }

    @Override
    public @Nullable HttpPrincipal getPrincipal() {
        return exchange.getPrincipal();
    }
}
