package dev.shuttle.controlplane.mavenproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Answers builds: {@code GET /TOKEN/UPSTREAM/path}. Jetty, as for the API, since its threads do not wait for those who
 * send or read slowly, and ours do not wait for upstream.
 */
final class RepositoryServer implements AutoCloseable {

    private static final int THREADS = 16;
    private static final int CONNECTIONS = 1_000;
    private static final int MAX_HEADER = 8 * 1024;
    private static final int BUFFER = 64 * 1024;
    private static final long IDLE_MILLIS = 30_000;

    private final ArtifactCache cache;
    private final Fetches fetches;
    private final BuildSettings settings;
    private final Map<String, BuildAccess> builds = new ConcurrentHashMap<>();
    private final Server server;
    private final ServerConnector connector;

    RepositoryServer(ArtifactCache cache, Fetches fetches, BuildSettings settings) {
        this.cache = cache;
        this.fetches = fetches;
        this.settings = settings;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("shuttle-repository");
        threads.setDaemon(true);
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
        server.setHandler(new Answering());
    }

    private record Question(BuildAccess build, UpstreamRepository upstream, ArtifactPath path) {}

    void start() throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("The repository for builds cannot be started on 127.0.0.1: " + e, e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    void admit(String token, BuildAccess build) {
        builds.put(token, build);
    }

    void forget(String token) {
        builds.remove(token);
    }

    private Optional<Question> question(HttpURI uri) {
        // The canonical path leaves parameters out.
        String path = uri.getParam() == null && uri.getQuery() == null ? uri.getCanonicalPath() : "";
        String[] parts = path.split("/", 4);
        BuildAccess build = parts.length == 4 ? builds.get(parts[1]) : null;
        if (build == null) {
            return Optional.empty();
        }
        return settings.upstream(parts[2])
                .flatMap(upstream -> ArtifactPath.of(parts[3]).map(asked -> new Question(build, upstream, asked)));
    }

    private final class Answering extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String method = request.getMethod();
            Optional<Question> question = question(request.getHttpURI());
            // UpstreamRepository may take longer than a connection may be idle; its own times end that.
            request.addIdleTimeoutListener(idle -> false);
            if (question.isEmpty()) {
                say(response, callback, FetchFailedException.NOT_FOUND, "Not found.");
            } else if (method.equals("HEAD")) {
                head(question.get(), response, callback);
            } else if (method.equals("GET")) {
                get(question.get(), request, response, callback);
            } else {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                say(response, callback, 405, "This repository is read-only.");
            }
            return true;
        }

        private void get(Question asked, Request request, Response response, Callback callback) {
            Optional<Fetched> kept =
                    asked.path.isRelease() ? cache.find(asked.path).map(Fetched::kept) : Optional.empty();
            if (kept.isPresent()) {
                send(kept.get(), request, response, callback);
                return;
            }
            var unused = asked.build
                    .take(() -> fetches.get(asked.upstream, asked.path))
                    .whenComplete((file, failure) -> {
                        if (failure == null) {
                            send(file, request, response, callback);
                        } else {
                            fail(asked, failure, response, callback);
                        }
                    });
        }

        private void head(Question asked, Response response, Callback callback) {
            var unused = asked.build
                    .take(() -> fetches.head(asked.upstream, asked.path))
                    .whenComplete((length, failure) -> {
                        if (failure == null) {
                            if (length >= 0) {
                                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
                            }
                            callback.succeeded();
                        } else {
                            fail(asked, failure, response, callback);
                        }
                    });
        }

        private void send(Fetched file, Request request, Response response, Callback callback) {
            Callback done = Callback.from(callback, file::done);
            try {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, Files.size(file.file()));
                if (file.sha1() != null) {
                    // So that Maven need not ask for it.
                    response.getHeaders().put("X-Checksum-Sha1", file.sha1());
                }
                ByteBufferPool pool = request.getComponents().getByteBufferPool();
                Content.copy(
                        Content.Source.from(new ByteBufferPool.Sized(pool, true, BUFFER), file.file()), response, done);
            } catch (IOException | RuntimeException e) {
                done.failed(e);
            }
        }

        private void fail(Question asked, Throwable thrown, Response response, Callback callback) {
            FetchFailedException failure = UpstreamFaults.of(asked.upstream, thrown);
            String sentence = String.valueOf(failure.getMessage());
            if (failure.status() != FetchFailedException.NOT_FOUND) {
                asked.build.say(sentence);
            }
            say(response, callback, failure.status(), sentence);
        }

        private static void say(Response response, Callback callback, int status, @Nullable String sentence) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
            Content.Sink.write(response, true, sentence + "\n", callback);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The repository for builds could not be stopped", e);
        }
    }
}
