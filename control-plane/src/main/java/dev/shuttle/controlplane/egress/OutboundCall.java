package dev.shuttle.controlplane.egress;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. The body is handed on as it comes, on the connection's event loop: a subscriber that takes
 * its time holds back the sender. {@link #fail} may be called by any thread; the rest by the event loop.
 */
final class OutboundCall<T> {
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD");

    private final HttpRequest request;
    private final byte[] content;
    private final Target target;
    private final HttpResponse.BodyHandler<T> handler;
    private final Consumer<OutboundCall<T>> again;
    private final CompletableFuture<EgressResponse<T>> result = new CompletableFuture<>();
    private volatile @Nullable OutboundConnection connection;
    private volatile HttpResponse.@Nullable BodySubscriber<T> subscriber;

    /** {@code again} sends it over a new connection. */
    OutboundCall(
            HttpRequest request,
            byte[] content,
            Target target,
            HttpResponse.BodyHandler<T> handler,
            Consumer<OutboundCall<T>> again) {
        this.request = request;
        this.content = content;
        this.target = target;
        this.handler = handler;
        this.again = again;
    }

    CompletableFuture<EgressResponse<T>> result() {
        return result;
    }

    Target target() {
        return target;
    }

    boolean isRepeatable() {
        return REPEATABLE.contains(request.method());
    }

    /** False: it has ended already, and the connection is not needed. */
    boolean begin(OutboundConnection on) {
        connection = on;
        return !result.isDone();
    }

    FullHttpRequest message() {
        FullHttpRequest message = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(request.method()),
                requestTarget(),
                Unpooled.wrappedBuffer(content));
        URI uri = request.uri();
        message.headers().set("Host", uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
        message.headers().set("User-Agent", "shuttle");
        request.headers().map().forEach((name, values) -> message.headers().set(name, values));
        if (!isRepeatable()) {
            message.headers().set("Content-Length", content.length);
            message.headers().set("Connection", "close");
        }
        EgressProxy proxy = target.way().proxy();
        if (target.absolute() && proxy != null && proxy.user() != null) {
            byte[] login = (proxy.user() + ":" + proxy.password()).getBytes(StandardCharsets.UTF_8);
            message.headers()
                    .set("Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        return message;
    }

    private String requestTarget() {
        URI uri = request.uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String origin = "http://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return (target.absolute() ? origin : "") + path + query;
    }

    /** The final answer has begun. */
    void head(int status, HttpHeaders headers) {
        if (status == 407 && target.absolute()) {
            fail(ProxyFailedException.wantsPassword());
            return;
        }
        HttpResponse.BodySubscriber<T> body = handler.apply(new Head(status, headers));
        subscriber = body;
        var unused = body.getBody().whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(new EgressResponse<>(status, headers, value));
            } else {
                result.completeExceptionally(failure);
            }
        });
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long items) {
                // All is sent as it comes.
            }

            @Override
            public void cancel() {
                end();
            }
        });
    }

    void part(ByteBuffer bytes) {
        HttpResponse.BodySubscriber<T> body = subscriber;
        if (body != null) {
            body.onNext(List.of(bytes));
        }
    }

    void complete() {
        HttpResponse.BodySubscriber<T> body = subscriber;
        if (body != null) {
            body.onComplete();
        }
    }

    /** {@code stale}: the connection had been used before, and ended without a byte of the answer. */
    void fail(Throwable thrown, boolean stale) {
        if (stale && isRepeatable() && !result.isDone()) {
            again.accept(this);
        } else {
            fail(thrown);
        }
    }

    /** By any thread, unless the answer has begun. */
    void expire(long millis) {
        if (subscriber == null) {
            fail(new SocketTimeoutException("no answer within " + millis + " ms"));
        }
    }

    /** Ends the connection too, since its answer may still come. */
    void fail(Throwable thrown) {
        Throwable failure = target.way().proxy() == null ? thrown : ProxyFailedException.behind(thrown);
        HttpResponse.BodySubscriber<T> body = subscriber;
        if (body != null) {
            body.onError(failure);
        }
        result.completeExceptionally(failure);
        end();
    }

    private void end() {
        OutboundConnection open = connection;
        if (open != null) {
            open.end(this);
        }
    }

    private record Head(int statusCode, HttpHeaders headers) implements HttpResponse.ResponseInfo {
        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
