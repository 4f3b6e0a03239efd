package dev.shuttle.controlplane.mavenproxy;

import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.EgressResponse;
import dev.shuttle.controlplane.egress.RefusedAddressException;
import dev.shuttle.controlplane.egress.Way;
import dev.shuttle.os.DaemonThreads;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Asks upstream repositories. Follows redirects, to other hosts without what the
 * repository's own wants to see, and never from HTTPS to HTTP. Thread-safe.
 */
final class UpstreamClient implements AutoCloseable {

    private static final int REDIRECTS = 5;

    private static final Set<Integer> REDIRECTED = Set.of(301, 302, 303, 307, 308);

    private final ProxyChoice proxies;
    private final FetchLimits limits;
    private final Egress egress;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.numbered("shuttle-fetch-clock-"));

    UpstreamClient(ProxyChoice proxies, FetchLimits limits, Egress egress) {
        this.proxies = proxies;
        this.limits = limits;
        this.egress = egress;
    }

    ScheduledExecutorService clock() {
        return clock;
    }

    /** The last answer of those that redirects lead through; fails with an {@link IOException} if there is none. */
    <T> CompletableFuture<EgressResponse<T>> ask(
            UpstreamRepository upstream, String method, URI uri, HttpResponse.BodyHandler<T> body) {
        return ask(upstream, method, uri, body, REDIRECTS);
    }

    private <T> CompletableFuture<EgressResponse<T>> ask(
            UpstreamRepository upstream, String method, URI uri, HttpResponse.BodyHandler<T> body, int redirects) {
        HttpRequest request = request(upstream, uri, method, limits.idle());
        Way way = proxies.way(uri).orElseGet(() -> egress.way(uri));
        return egress.send(request, body, way).thenCompose(response -> {
            if (!REDIRECTED.contains(response.statusCode())) {
                return CompletableFuture.completedFuture(response);
            }
            try {
                return ask(upstream, method, target(uri, response, redirects), body, redirects - 1);
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    private static URI target(URI from, EgressResponse<?> response, int left) throws IOException {
        URI to;
        try {
            to = from.resolve(response.headers().firstValue("Location").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new RedirectRefusedException();
        }
        boolean http = Upstreams.isHttp(to.toString()) && to.getHost() != null;
        boolean weaker = "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme());
        if (left == 0 || !http || weaker || to.getRawUserInfo() != null) {
            throw new RedirectRefusedException();
        }
        checkAddress(from, to);
        return to;
    }

    private static void checkAddress(URI from, URI to) throws IOException {
        try {
            Egress.checkRedirect(from, to);
        } catch (RefusedAddressException e) {
            throw new RedirectRefusedException();
        } catch (UnknownHostException e) {
            // Behind a proxy of the operator's, which may know it. Without one, the request fails by itself.
        }
    }

    /** Leads round and round, nowhere, out of HTTPS, or to this machine. */
    static final class RedirectRefusedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * The request headers.
     *
     * @throws IllegalArgumentException if a header of the settings cannot be sent
     */
    static HttpRequest request(UpstreamRepository upstream, URI uri, String method, Duration wait) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(wait);
        if (method.equals("HEAD")) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        }
        if (sameOrigin(upstream.base(), uri)) {
            upstream.headers().forEach((name, value) -> put(request, upstream.id(), name, value));
        }
        return request.build();
    }

    private static void put(HttpRequest.Builder request, String id, String name, String value) {
        try {
            request.setHeader(name, value);
        } catch (IllegalArgumentException e) {
            // Its own message quotes the value.
            throw new IllegalArgumentException(
                    "a header in httpHeaders of the server \"" + id + "\" cannot be sent: check its name and value");
        }
    }

    private static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().toLowerCase(Locale.ROOT).equals(other.getHost().toLowerCase(Locale.ROOT))
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
