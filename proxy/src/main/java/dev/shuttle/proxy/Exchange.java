package dev.shuttle.proxy;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.GATEWAY_TIMEOUT;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_TIMEOUT;
import static io.netty.handler.codec.http.HttpResponseStatus.SWITCHING_PROTOCOLS;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: gets an upstream from its route, passes both bodies with back pressure, and ends once. For
 * one event loop, the client's, on which its upstream connection lives too.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Exchange {
    private final ClientStream client;
    private final ProxyContext shared;
    private final RequestHead request;
    private final RouteFollower route;
    private final Answer answer;
    private final Admission admission;
    private final ProxySettings settings;
    private final Tally tally = new Tally();
    private final @Nullable RequestTrace trace;
    private final Deque<HttpContent> held = new ArrayDeque<>(); // at most one read of the socket
    private @Nullable Upstream upstream;
    private @Nullable Backend backend;
    private @Nullable ChannelFuture sent;
    private boolean admitted;
    private boolean requestEnded;
    private boolean retried;
    private boolean lost;
    private boolean cancelled;
    private boolean awaitingHead;
    private boolean done;

    Exchange(ClientStream client, ProxyContext shared, RequestHead request) {
        this.client = client;
        this.shared = shared;
        this.request = request;
        this.route = new RouteFollower(client, shared, request, this::connect, this::fail);
        this.answer = new Answer(client, request, shared.own());
        this.admission = shared.table().admission(request.host());
        this.settings = shared.settings().with(admission.rules().timeouts());
        this.requestEnded = !request.hasBody();
        this.trace = shared.trace(request);
    }

    void begin() {
        OwnAnswer own = shared.own().to(request);
        if (own == null) {
            own = admission.refuse(request);
            admitted = own == null;
        }
        if (own != null) {
            fail(own);
        } else if (admission.asksForPassword()) {
            client.deadline().clear(); // the check has a bound of its own
            admission.identify(request, this::identified);
        } else {
            route.follow();
        }
    }

    private void identified(@Nullable OwnAnswer refusal) {
        if (!client.loop().inEventLoop()) {
            client.loop().execute(() -> identified(refusal));
        } else if (refusal != null) {
            fail(refusal);
        } else if (!done) {
            route.follow();
        }
    }

    // Connecting

    private void connect(Upstream to) {
        upstream = to;
        if (to.http2().isOnly() || (request.isGrpc() && to.http2().mayBeSpoken())) {
            client.deadline().clear(); // the attempt has its own
            to.http2().open(client.loop(), shared.connector(), fresh -> opened(to, fresh));
        } else {
            connectHttp1(to);
        }
    }

    private void opened(Upstream to, @Nullable Backend fresh) {
        if (fresh == null && !done && !to.http2().mayBeSpoken()) {
            connectHttp1(to);
        } else {
            connected(to, fresh);
        }
    }

    private void connectHttp1(Upstream to) {
        Backend idle = retried ? null : to.pool().take(client.loop(), request.isRepeatable());
        if (idle != null) {
            attach(idle);
            return;
        }
        client.deadline().clear(); // the connection attempt has its own
        shared.connector().connect(client.loop(), to, fresh -> connected(to, fresh));
    }

    private void connected(Upstream to, @Nullable Backend fresh) {
        if (done) {
            if (fresh != null) {
                to.pool().offer(fresh);
            }
        } else if (fresh == null) {
            route.refused(leave(to));
        } else {
            attach(fresh);
        }
    }

    /** Gives up its place with an upstream that did not answer, for the route to lead elsewhere. */
    private Upstream leave(Upstream former) {
        upstream = null;
        former.release();
        return former;
    }

    private void attach(Backend to) {
        backend = to;
        awaitingHead = false;
        to.serve(this, request.isHead());
        HttpRequest head = to.isStream() ? request.forHttp2Upstream(to.headers()) : request.forUpstream(to.headers());
        if (admission.asksForPassword()) {
            head.headers().remove(HttpHeaderNames.AUTHORIZATION); // it was for us
        }
        if (trace != null) {
            trace.write(head.headers());
        }
        sent = request.hasBody() ? to.channel().write(head) : writeWhole(to, head);
        for (HttpContent part = held.poll(); part != null; part = held.poll()) {
            sent = to.channel().write(part);
        }
        to.channel().flush();
        to.channel().read();
        client.pull();
        watch();
    }

    private static ChannelFuture writeWhole(Backend to, HttpRequest head) {
        if (to.isStream()) {
            to.channel().write(head);
            return to.channel().write(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        return to.channel()
                .write(new DefaultFullHttpRequest(
                        head.protocolVersion(),
                        head.method(),
                        head.uri(),
                        Unpooled.EMPTY_BUFFER,
                        head.headers(),
                        EmptyHttpHeaders.INSTANCE));
    }

    // The request's body

    void requestPart(HttpContent part) {
        if (part.decoderResult().isFailure()) {
            part.release();
            fail(ErrorPage.of(BAD_REQUEST, "The request's body is not well formed."));
            return;
        }
        if (requestEnded) {
            part.release(); // the end of a request without a body, which was told with its head
            return;
        }
        awaitingHead = false;
        tally.received(part);
        if (tally.received() > admission.rules().maxBody()) {
            part.release();
            fail(ErrorPage.tooLarge(admission.rules().maxBody()));
            return;
        }
        if (part instanceof LastHttpContent last) {
            requestEnded = true;
            clean(last);
        }
        if (backend == null) {
            held.add(part);
        } else {
            sent = backend.channel().write(part);
            watch();
        }
    }

    void requestRead() {
        if (backend != null) {
            backend.channel().flush();
        }
    }

    boolean requestEnded() {
        return requestEnded;
    }

    boolean wantsBody() {
        return backend != null && backend.channel().isWritable();
    }

    void upstreamWritable() {
        client.pull();
    }

    // The answer

    void responsePart(HttpObject part) {
        if (upstream != null) {
            upstream.spoke();
        }
        if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            notHttp1();
        } else if (part instanceof HttpResponse head) {
            awaitingHead = false; // an interim one may come before
            responseHead(new ResponseHead(head, request));
        } else if (part instanceof HttpContent content) {
            responseContent(content);
        }
    }

    /** A service that speaks HTTP/2 only, as those of gRPC do, says so in its first bytes, whatever it is asked. */
    private void notHttp1() {
        Backend used = backend;
        Upstream from = upstream;
        boolean again = request.isRepeatable() && !answer.seen() && !done;
        if (!again
                || from == null
                || used == null
                || used.isStream()
                || !from.http2().mayBeSpoken()) {
            badAnswer();
            return;
        }
        used.leave();
        used.close();
        backend = null;
        from.http2().distrustHttp1();
        connect(from);
    }

    private void responseHead(ResponseHead head) {
        if (!answer.head(head, requestEnded && !shared.answersAreLast(), requestSent())) {
            Upstream from = upstream;
            if (from != null) {
                answer.fault().ifPresent(from.complaints()::tell);
            }
            badAnswer();
        } else if (answer.begun()) {
            tally.status(head.code());
        }
    }

    /** Streams go both ways at a time, so the rest of a request harms no later one. */
    private boolean requestSent() {
        return isStream() || (requestEnded && sent != null && sent.isSuccess());
    }

    private boolean isStream() {
        return backend != null && backend.isStream();
    }

    private void responseContent(HttpContent content) {
        if (content instanceof LastHttpContent last) {
            clean(last);
        }
        tally.sent(content);
        switch (answer.content(content)) {
            case MORE -> {}
            case SWITCHED -> openTunnel();
            case ENDED -> finish();
        }
    }

    void responseRead() {
        client.flush();
        pullAnswer();
    }

    void clientWritable() {
        pullAnswer();
    }

    private void pullAnswer() {
        if (backend != null && client.isWritable()) {
            backend.channel().read();
        }
        watch();
    }

    /**
     * The stream ends before its answer. A service cancels calls of gRPC at their deadline, which the client, whose clock may be
     * behind, takes for that if it hears of a cancellation, and for a failure otherwise.
     */
    void upstreamReset(long error) {
        cancelled = request.isGrpc() && error == Http2Error.CANCEL.code();
    }

    void upstreamLost() {
        boolean stale = backend != null && backend.isReused() && !retried;
        boolean again = backend != null && !lost && request.isRepeatable() && !answer.seen();
        backend = null;
        Upstream same = upstream;
        if (!again || same == null || done) {
            badAnswer();
        } else if (stale) {
            retried = true;
            connect(same);
        } else {
            lost = true;
            route.lost(leave(same));
        }
    }

    // Ends

    private void finish() {
        Backend used = backend;
        backend = null;
        if (used != null && upstream != null) {
            upstream.pool().giveBack(used, answer);
        }
        end();
        client.flush();
        client.exchangeEnded(answer.keepsClient());
    }

    private void badAnswer() {
        fail(ErrorPage.CLOSED);
    }

    private void fail(OwnAnswer page) {
        if (done) {
            return;
        }
        if (!answer.begun()) {
            tally.status(page.status().code());
        }
        end();
        if (answer.begun() || cancelled) {
            client.cut(cancelled); // the client sees by the missing end that something is missing
        } else {
            client.respond(ours(page), request, request.keepAlive() && requestEnded);
        }
    }

    private OwnAnswer ours(OwnAnswer answer) {
        return answer instanceof ErrorPage page ? page.in(admission.rules().pages()) : answer;
    }

    /** The client has left: so does the request. */
    void cancel() {
        end();
    }

    private void end() {
        if (done) {
            return;
        }
        done = true;
        route.leave();
        held.forEach(HttpContent::release);
        held.clear();
        if (backend != null) {
            backend.leave();
            backend.close();
            backend = null;
        }
        if (upstream != null) {
            upstream.release();
        }
        if (admitted) {
            admission.leave(request);
        }
        tell();
    }

    private void tell() {
        FinishedRequest end = tally.finished();
        shared.ended(request.host(), end);
        Consumer<AccessEntry> log = admission.rules().log();
        if (log == null && trace == null) {
            return;
        }
        AccessEntry entry = request.entry(upstream == null ? null : upstream.deployment(), trace, end);
        if (log != null) {
            log.accept(entry);
        }
        if (trace != null) {
            trace.ended(request.isSecure(), entry);
        }
    }

    private void openTunnel() {
        Backend switched = backend;
        Upstream serving = upstream;
        if (switched == null || serving == null) {
            return;
        }
        switched.leave();
        backend = null;
        tally.status(SWITCHING_PROTOCOLS.code());
        Tunnel tunnel = new Tunnel(client.channel(), switched.channel(), client.deadline(), settings);
        tunnel.onWord(serving::spoke);
        tunnel.onPassage(tally::passed);
        tunnel.onClose(() -> {
            serving.closed(tunnel);
            end();
        });
        client.handOver(answer.switchForClient(), tunnel, switched);
        serving.opened(tunnel);
    }

    /** The pending wait, and its action on timeout. */
    private void watch() {
        if (done || upstream == null) {
            return;
        }
        if (answer.begun()) {
            awaitingHead = false;
            client.deadline()
                    .set(
                            client.isWritable()
                                    ? settings.timeouts().stream()
                                    : settings.timeouts().idle(),
                            this::stalled);
        } else if (!requestEnded && wantsBody() && !isStream()) { // calls of gRPC may wait on both sides
            awaitingHead = false;
            client.deadline().set(settings.timeouts().idle(), this::bodyMissing);
        } else if (!awaitingHead) {
            awaitingHead = true; // bytes of a head that never ends are no answer
            client.deadline().set(silence(), this::silent);
        }
    }

    private void stalled() {
        fail(ErrorPage.of(GATEWAY_TIMEOUT, "The answer stalled."));
    }

    private void bodyMissing() {
        fail(ErrorPage.of(REQUEST_TIMEOUT, "The rest of the request did not arrive."));
    }

    private void silent() {
        fail(ErrorPage.silent(
                silence(),
                admission.rules().timeouts().response() == null
                        ? "shuttle:env -Dshuttle.set=SHUTTLE_RESPONSE_TIMEOUT"
                        : "shuttle:domains -Dshuttle.set=responseTimeout"));
    }

    /** That the upstream may keep before its answer. */
    private Duration silence() {
        Duration own = upstream == null || admission.rules().timeouts().response() != null
                ? null
                : upstream.options().silence();
        return own == null ? settings.timeouts().response() : own;
    }

    private static void clean(LastHttpContent last) {
        if (!last.trailingHeaders().isEmpty()) {
            HopByHop.clean(last.trailingHeaders());
        }
    }
}
