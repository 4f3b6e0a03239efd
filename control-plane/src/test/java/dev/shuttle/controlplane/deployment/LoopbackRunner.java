package dev.shuttle.controlplane.deployment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.ServiceSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs each service as an HTTP server on a loopback port of this process: it answers with its deployment's id, and at
 * {@code /slow} once {@link #answerSlowRequests()} is called. It does not load the release's classes.
 */
final class LoopbackRunner implements ServiceRunner {
    /** Runs before a service is started; may refuse. */
    interface Start {
        void before(ServiceSpec request) throws ServiceFailedException, InterruptedException;
    }

    private final Map<String, LoopbackService> running = new ConcurrentHashMap<>();
    private final List<ServiceSpec> started = Collections.synchronizedList(new ArrayList<>());
    private final List<String> stopped = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch slow = new CountDownLatch(1);
    private volatile Start start = request -> {};

    void beforeStart(Start action) {
        start = action;
    }

    /** All that were started, those that ended included, in order. */
    List<ServiceSpec> started() {
        return List.copyOf(started);
    }

    List<String> startedIds() {
        return started().stream().map(ServiceSpec::deployment).toList();
    }

    List<String> stopped() {
        return List.copyOf(stopped);
    }

    /** The service ends by itself. */
    void crash(String deployment) {
        LoopbackService host = running.remove(deployment);
        if (host == null) {
            throw new AssertionError(deployment + " does not run; these do: " + running.keySet());
        }
        host.server.stop(0);
        host.ended.complete("The service ended with exit code 1.");
    }

    boolean awaitSlowRequest() throws InterruptedException {
        return asked.await(EngineFixture.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    void answerSlowRequests() {
        slow.countDown();
    }

    @Override
    public RunningService start(ServiceSpec request) throws ServiceFailedException, InterruptedException {
        start.before(request);
        try {
            LoopbackService host = new LoopbackService(request.deployment());
            running.put(request.deployment(), host);
            started.add(request);
            return host;
        } catch (IOException e) {
            throw new ServiceFailedException("no port: " + e);
        }
    }

    @Override
    public Map<String, RunningService> adopt(Map<String, ServiceSpec> wanted, Consumer<RunningService> adopted) {
        Map<String, RunningService> taken = new HashMap<>();
        running.forEach((id, host) -> {
            if (wanted.containsKey(id)) {
                taken.put(id, host);
                adopted.accept(host);
            } else {
                host.stop();
            }
        });
        return taken;
    }

    @Override
    public String isolation() {
        return "dedicated";
    }

    @Override
    public Set<String> running() {
        return Set.copyOf(running.keySet());
    }

    @Override
    public void stopAll() {
        slow.countDown();
        running.values().forEach(RunningService::stop);
    }

    @Override
    public void close() {
        stopAll();
        threads.shutdownNow();
    }

    private final class LoopbackService implements RunningService {
        private final String deployment;
        private final HttpServer server;
        private final CompletableFuture<String> ended = new CompletableFuture<>();

        LoopbackService(String deployment) throws IOException {
            this.deployment = deployment;
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                if (exchange.getRequestURI().getPath().equals("/slow")) {
                    asked.countDown();
                    slow.await();
                }
                byte[] body = deployment.getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public String deployment() {
            return deployment;
        }

        @Override
        public InetSocketAddress address() {
            return server.getAddress();
        }

        @Override
        public CompletableFuture<String> ended() {
            return ended.copy();
        }

        @Override
        public void stop() {
            server.stop(0);
            if (running.remove(deployment, this)) {
                stopped.add(deployment);
            }
        }
    }
}
