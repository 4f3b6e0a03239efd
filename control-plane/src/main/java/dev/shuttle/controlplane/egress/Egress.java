package dev.shuttle.controlplane.egress;

import dev.shuttle.os.DaemonThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The one way out: every connection that the platform opens to the outside is made here, through the operator's proxy if
 * there is one. A request whose address users choose goes to the very address that was checked. No redirect is followed,
 * and each request ends by a deadline. Thread-safe.
 */
public final class Egress implements AutoCloseable {
    /** Of the addresses that a name has. */
    private static final int MOST_ADDRESSES = 3;

    private static final long IDLE_SECONDS = 10;

    /** They look names up, and go on with what was answered. */
    private static final int THREADS = 8;

    /** Parsed without a look-up. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[.*]");

    /** Like these, no proxy leads to this machine. */
    private static final Pattern LOOPBACK = Pattern.compile("(.*\\.)?localhost|127\\.[0-9.]+|\\[::1]");

    private static final InetAddress[] LOOPBACK_ADDRESS = {InetAddress.getLoopbackAddress()};

    private final AddressRules rules = new AddressRules();
    private final OutboundConnections connections = new OutboundConnections();
    private final Set<OutboundCall<?>> calls = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("shuttle-egress-clock"));
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // bounded by the callers, who wait for each
            DaemonThreads.numbered("shuttle-fetch-"));
    private final Resolver resolver;
    private final Duration limit;
    private final @Nullable EgressProxy proxy;

    /** Looks a name up. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** {@code limit} is the longest time that one post may take, from its connection to its answer. */
    public Egress(Duration limit, @Nullable EgressProxy proxy) {
        this(limit, proxy, InetAddress::getAllByName);
    }

    Egress(Duration limit, @Nullable EgressProxy proxy, Resolver resolver) {
        this.limit = limit;
        this.proxy = proxy;
        this.resolver = resolver;
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
        threads.allowCoreThreadTimeOut(true);
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
                rules.check(new InetSocketAddress(InetAddress.getLoopbackAddress(), Target.port(uri)), reach);
            } else if (LITERAL.matcher(host).matches()) {
                rules.check(new InetSocketAddress(InetAddress.getByName(host), Target.port(uri)), reach);
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
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(limit).method("POST", HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::setHeader);
        Way chosen = way(uri);
        List<InetSocketAddress> addresses = checked(uri, reach, chosen);
        OutboundCall<@Nullable Void> call =
                call(request.build(), body, Target.of(uri, chosen), head -> new StatusOnly(), addresses);
        return answer(call).statusCode();
    }

    /**
     * Gets a short body.
     *
     * @throws RefusedAddressException if the address may not be dialled
     * @throws IOException if there was no answer in time, or the body is longer than {@code most} bytes
     */
    public EgressResponse<byte[]> get(URI uri, Reach reach, int most) throws IOException {
        Way chosen = way(uri);
        List<InetSocketAddress> addresses = checked(uri, reach, chosen);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(limit).build();
        return answer(call(request, new byte[0], Target.of(uri, chosen), head -> new ShortBody(most), addresses));
    }

    /**
     * As a client of the JDK's kind, for libraries that want one: of servers that the operator names, without redirects,
     * for short bodies. {@code trust} has the authorities of its own, where it has them.
     */
    public HttpClient client(@Nullable SSLContext trust) {
        return new EgressHttpClient(this, trust);
    }

    /** As {@link #send(HttpRequest, HttpResponse.BodyHandler, Way)}, waiting for the answer, with a body of any method. */
    EgressResponse<byte[]> exchange(HttpRequest request, byte[] body, int most, Way chosen) throws IOException {
        return answer(call(request, body, Target.of(request.uri(), chosen), head -> new ShortBody(most), List.of()));
    }

    /** Within twice the limit, since the deadline of a call is that of its head. */
    private <T> EgressResponse<T> answer(OutboundCall<T> call) throws IOException {
        try {
            return call.result().get(2 * limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            SocketTimeoutException late = new SocketTimeoutException("the answer did not end in time");
            call.fail(late);
            throw late;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.fail(closed());
            throw new InterruptedIOException();
        }
    }

    /** How that is reached where nothing else is said: the operator's proxy leads everywhere but to this machine. */
    public Way way(URI uri) {
        return way(uri, proxy);
    }

    public static Way way(URI uri, @Nullable EgressProxy proxy) {
        return isLoopback(uri) ? Way.DIRECT : new Way(proxy);
    }

    /**
     * Sends a GET or a HEAD to a server that the operator names, over a connection that is kept. It must have a timeout,
     * until which the answer must have begun. The body is taken on a thread that others wait for.
     */
    public <T> CompletableFuture<EgressResponse<T>> send(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, Way chosen) {
        OutboundCall<T> call = call(request, new byte[0], Target.of(request.uri(), chosen), handler, List.of());
        // The caller may take its time, and other answers come over the same event loop.
        return call.result().whenCompleteAsync((answer, failure) -> {}, threads);
    }

    /** {@code addresses} are those that were looked up already. */
    private <T> OutboundCall<T> call(
            HttpRequest request,
            byte[] body,
            Target target,
            HttpResponse.BodyHandler<T> handler,
            List<InetSocketAddress> addresses) {
        long millis = request.timeout().orElse(limit).toMillis();
        OutboundCall<T> call =
                new OutboundCall<>(request, body, target, handler, stale -> open(stale, addresses, millis));
        try {
            begin(call, addresses, millis);
        } catch (RejectedExecutionException e) {
            call.fail(closed());
        }
        return call;
    }

    private void begin(OutboundCall<?> call, List<InetSocketAddress> addresses, long millis) {
        calls.add(call);
        Future<?> deadline = clock.schedule(() -> call.expire(millis), millis, TimeUnit.MILLISECONDS);
        var unused = call.result().whenComplete((answer, failure) -> {
            deadline.cancel(false);
            calls.remove(call);
        });
        OutboundConnection kept = call.isRepeatable() ? connections.take(call.target()) : null;
        if (kept != null) {
            kept.send(call);
        } else {
            open(call, addresses, millis);
        }
    }

    private static IOException closed() {
        return new IOException("closed");
    }

    private void open(OutboundCall<?> call, List<InetSocketAddress> addresses, long millis) {
        Runnable dialling = () -> {
            if (call.result().isDone()) {
                return;
            }
            try {
                connections.open(call, addresses.isEmpty() ? addresses(call.target()) : addresses, millis);
            } catch (IOException | RuntimeException e) {
                call.fail(e);
            }
        };
        try {
            threads.execute(dialling);
        } catch (RejectedExecutionException e) {
            call.fail(closed());
        }
    }

    private List<InetSocketAddress> addresses(Target target) throws IOException {
        EgressProxy proxy = target.way().proxy();
        if (proxy != null) {
            return List.of(OutboundConnections.addressOf(target, proxy));
        }
        return Stream.of(resolver.addresses(target.host()))
                .limit(MOST_ADDRESSES)
                .map(host -> new InetSocketAddress(host, target.port()))
                .toList();
    }

    /**
     * The addresses to dial; none where a proxy looks the name up. What can be known here is checked then too: the address
     * itself, and those that the name has for this machine, if it has any.
     */
    private List<InetSocketAddress> checked(URI uri, Reach reach, Way chosen) throws IOException {
        if (chosen.proxy() == null) {
            return allowed(uri, reach);
        }
        try {
            var unused = allowed(uri, reach);
        } catch (UnknownHostException e) {
            // The proxy may know it.
        }
        return List.of();
    }

    /** Those of the addresses of a name that may be dialled. */
    private List<InetSocketAddress> allowed(URI uri, Reach reach) throws IOException {
        List<InetSocketAddress> allowed = new ArrayList<>();
        @Nullable RefusedAddressException refusal = null;
        for (InetAddress each : resolver.addresses(uri.getHost())) {
            InetSocketAddress address = new InetSocketAddress(each, Target.port(uri));
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

    /** Refuses a redirect of a server that the operator names to this machine, unless the server itself runs here. */
    public static void checkRedirect(URI from, URI to) throws IOException {
        if (!from.getHost().equalsIgnoreCase(to.getHost())) {
            InetAddress server = addressOrNull(from);
            for (InetAddress each : isLoopback(to) ? LOOPBACK_ADDRESS : InetAddress.getAllByName(to.getHost())) {
                if (AddressRules.leadsInside(server, each)) {
                    throw new RefusedAddressException("it redirects to this machine");
                }
            }
        }
    }

    /** Null: only a proxy knows it. */
    private static @Nullable InetAddress addressOrNull(URI uri) {
        try {
            return isLoopback(uri) ? LOOPBACK_ADDRESS[0] : InetAddress.getByName(uri.getHost());
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static boolean isLoopback(URI uri) {
        return uri.getHost() != null
                && LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
    }

    /** Ends what is on its way. */
    @Override
    public void close() {
        clock.shutdownNow();
        calls.forEach(call -> call.fail(closed()));
        threads.shutdown();
        try {
            // One that dials just now would find the event loops gone.
            var unused = threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.close();
    }
}
