package dev.shuttle.controlplane.http;

import io.javalin.http.Context;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hides from Javalin that a request is for a WebSocket: it would leave out the handlers by which keys, rates and the audit
 * log are kept, and answers of its own are no problem details.
 */
public final class WebSocketFilter implements Filter {
    /** The header by which Javalin knows one. */
    private static final String MARK = "Sec-WebSocket-Version";

    private static final String REQUEST = "shuttle.websocket";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && http.getHeader(MARK) != null) {
            http.setAttribute(REQUEST, http);
            chain.doFilter(new Unmarked(http), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** The request for a WebSocket; null if it is for none. */
    public static @Nullable HttpServletRequest request(Context ctx) {
        return (HttpServletRequest) ctx.req().getAttribute(REQUEST);
    }

    private static final class Unmarked extends HttpServletRequestWrapper {

        Unmarked(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase(MARK) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase(MARK) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            List<String> names = Collections.list(super.getHeaderNames());
            names.removeIf(MARK::equalsIgnoreCase);
            return Collections.enumeration(names);
        }
    }
}
