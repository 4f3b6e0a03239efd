package dev.shuttle.controlplane.egress;

import dev.shuttle.os.DaemonThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one way out: every connection that the platform opens to the outside is made here. One whose address users choose
 * goes to the very address that was checked, follows no redirect, and ends by a deadline. Thread-safe.
 */
public final class Egress implements AutoCloseable {
    /** Of the addresses that a name has. */
    private static final int MOST_ADDRESSES = 3;

    private static final long IDLE_SECONDS = 10;

    /** Parsed without a look-up. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[.*]");

    private final AddressRules rules = new AddressRules();
    private final Set<OutboundCall> calls = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("shuttle-egress-clock"));
    private final Resolver resolver;
    private final Duration limit;
    private volatile boolean closed;

    /** Looks a name up. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** {@code limit} is the longest time that one request may take, from its connection to its answer. */
    public Egress(Duration limit) {
        this(limit, InetAddress::getAllByName);
    }

    Egress(Duration limit, Resolver resolver) {
        this.limit = limit;
        this.resolver = resolver;
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
    }

    /** No request leads to this port of this machine: the platform itself listens there. */
    public void refuse(int ownPort) {
        rules.refuse(ownPort);
    }

    /** Refuses at once an address that would be refused later; a name is looked up, and checked, with each request. */
    public void check(URI uri, Reach reach) throws RefusedAddressException {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        try {
            if (host.equals("localhost") || host.endsWith(".localhost")) {
                rules.check(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(uri)), reach);
            } else if (LITERAL.matcher(host).matches()) {
                rules.check(new InetSocketAddress(InetAddress.getByName(host), port(uri)), reach);
            }
        } catch (UnknownHostException e) {
            throw new RefusedAddressException("it has no valid IP address");
        }
    }

    /**
     * Posts a body, and returns the status of the answer, of which nothing else is read.
     *
     * @throws RefusedAddressException if the address may not be dialled
     * @throws SocketTimeoutException if there was no answer in time
     */
    public int post(URI uri, Map<String, String> headers, byte[] body, Reach reach) throws IOException {
        List<InetSocketAddress> allowed = allowed(uri, reach);
        OutboundCall call = new OutboundCall(uri, limit);
        calls.add(call);
        Future<?> deadline = clock.schedule(call::expire, limit.toMillis(), TimeUnit.MILLISECONDS);
        try (call) {
            if (closed) {
                throw new IOException("closed");
            }
            return call.post(allowed, headers, body);
        } finally {
            deadline.cancel(false);
            calls.remove(call);
        }
    }

    /** Those of the addresses of a name that may be dialled. */
    private List<InetSocketAddress> allowed(URI uri, Reach reach) throws IOException {
        List<InetSocketAddress> allowed = new ArrayList<>();
        @Nullable RefusedAddressException refusal = null;
        for (InetAddress each : resolver.addresses(uri.getHost())) {
            InetSocketAddress address = new InetSocketAddress(each, port(uri));
            try {
                rules.check(address, reach);
                allowed.add(address);
            } catch (RefusedAddressException e) {
                refusal = e;
            }
        }
        if (allowed.isEmpty()) {
            throw refusal == null ? new UnknownHostException(uri.getHost()) : refusal;
        }
        return allowed.subList(0, Math.min(MOST_ADDRESSES, allowed.size()));
    }

    static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
    }

    /** A client for servers that the operator names. It follows no redirect by itself. */
    public static HttpClient client(@Nullable Executor threads, @Nullable ProxySelector proxies, Duration connect) {
        HttpClient.Builder client =
                HttpClient.newBuilder().connectTimeout(connect).followRedirects(HttpClient.Redirect.NEVER);
        if (threads != null) {
            client.executor(threads);
        }
        if (proxies != null) {
            client.proxy(proxies);
        }
        return client.build();
    }

    /** Refuses a redirect of such a server to this machine, unless the server itself runs here. */
    public static void checkRedirect(URI from, URI to) throws IOException {
        if (!from.getHost().equalsIgnoreCase(to.getHost())) {
            InetAddress server = InetAddress.getByName(from.getHost());
            for (InetAddress each : InetAddress.getAllByName(to.getHost())) {
                if (AddressRules.leadsInside(server, each)) {
                    throw new RefusedAddressException("it redirects to this machine");
                }
            }
        }
    }

    /** Ends what is on its way. */
    @Override
    public void close() {
        closed = true;
        calls.forEach(OutboundCall::close);
        clock.shutdownNow();
    }
}
