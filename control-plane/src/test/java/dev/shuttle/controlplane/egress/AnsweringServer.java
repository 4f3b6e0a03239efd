package dev.shuttle.controlplane.egress;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Takes what we post, on the loopback, and answers as it is told. */
public abstract class AnsweringServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private final Semaphore patience = new Semaphore(1 << 20);

    /** Port 0 is any free one, which is free again once this is closed. */
    protected AnsweringServer(int port) throws IOException {
        server = HttpServer.create(LoopbackPorts.address(port == 0 ? LoopbackPorts.next() : port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
    }

    /** Once the class below is made. */
    protected final void start() {
        server.start();
    }

    /** Takes a request that is answered with a status below 300, before it is. */
    protected abstract void take(HttpExchange exchange, byte[] body) throws IOException;

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        patience.acquireUninterruptibly();
        int status = next();
        if (status < 300) {
            take(exchange, body);
        }
        if (status / 100 == 3) {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/elsewhere");
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private synchronized int next() {
        Integer status = answers.poll();
        return status == null ? 200 : status;
    }

    /** The next requests are answered with these, those after them with 200. */
    public final synchronized void answer(Integer... statuses) {
        answers.addAll(List.of(statuses));
    }

    /** Answers nothing from now on. */
    public final void hang() {
        patience.drainPermits();
    }

    /** Answers again. */
    public final void goOn() {
        patience.release(1 << 20);
    }

    public final int port() {
        return server.getAddress().getPort();
    }

    @Override
    public final void close() {
        goOn();
        server.stop(0);
        threads.shutdownNow();
    }
}
