package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of a real gRPC client to a real gRPC server, which speaks HTTP/2 only. */
class GrpcTest extends RunningProxy {
    private final GrpcService service = new GrpcService();
    private Server server = GrpcService.none();
    private Upstream upstream = new Upstream("none", new InetSocketAddress(0));
    private ManagedChannel channel = NettyChannelBuilder.forAddress("none", 1).build();
    private InetSocketAddress address = new InetSocketAddress(0);

    @BeforeEach
    void connect() throws Exception {
        channel.shutdownNow();
        server = service.start();
        upstream = upstream(GrpcService.address(server));
        table.put("a.test", new Route.Serving(upstream));
        address = start();
        channel = NettyChannelBuilder.forAddress(address)
                .overrideAuthority("a.test")
                .usePlaintext()
                .build();
    }

    Upstream upstream(InetSocketAddress listening) throws Exception {
        return new Upstream("d1", listening);
    }

    @AfterEach
    void disconnect() throws Exception {
        channel.shutdownNow();
        server.shutdownNow();
        assertTrue(channel.awaitTermination(10, TimeUnit.SECONDS));
        assertTrue(server.awaitTermination(10, TimeUnit.SECONDS));
    }

    private String unary(String message) {
        return ClientCalls.blockingUnaryCall(channel, GrpcService.ECHO, CallOptions.DEFAULT, message);
    }

    @Test
    void aUnaryCallIsAnswered() {
        assertEquals("echo hello", unary("hello"));
        assertEquals("echo " + "x".repeat(300_000), unary("x".repeat(300_000)));
        assertEquals(0, upstream.inFlight());
    }

    @Test
    void aFailureIsToldByTrailers() {
        StatusRuntimeException e = assertThrows(StatusRuntimeException.class, () -> unary("fail"));
        assertEquals(Status.Code.INVALID_ARGUMENT, e.getStatus().getCode());
        assertEquals("not this", e.getStatus().getDescription());
        Metadata trailers = e.getTrailers();
        assertNotNull(trailers);
        assertEquals("why", trailers.get(GrpcService.REASON));
    }

    @Test
    void aMethodThatIsUnknownIsToldByOneFrame() {
        MethodDescriptor<String, String> unknown = GrpcService.method(MethodType.UNARY, "Unknown");
        StatusRuntimeException e = assertThrows(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(channel, unknown, CallOptions.DEFAULT, "x"));
        assertEquals(Status.Code.UNIMPLEMENTED, e.getStatus().getCode());
    }

    @Test
    void aStreamFromTheServerArrivesWhole() {
        Iterator<String> answers =
                ClientCalls.blockingServerStreamingCall(channel, GrpcService.COUNT, CallOptions.DEFAULT, "500");
        List<String> all = new ArrayList<>();
        answers.forEachRemaining(each -> all.add(each.substring(0, each.indexOf(' '))));
        assertEquals(500, all.size());
        assertEquals("500", all.get(499));
    }

    @Test
    void bothSidesSpeakByTurns() throws Exception {
        Talk talk = new Talk();
        StreamObserver<String> said =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcService.TALK, CallOptions.DEFAULT), talk);
        for (int i = 0; i < 50; i++) {
            said.onNext("m" + i);
            assertEquals("echo m" + i, talk.heard.poll(10, TimeUnit.SECONDS));
        }
        said.onCompleted();
        assertEquals("done", talk.end.get(10, TimeUnit.SECONDS));
    }

    @Test
    void manyCallsRunAtATime() throws Exception {
        List<Talk> talks = new ArrayList<>();
        List<StreamObserver<String>> said = new ArrayList<>();
        for (int i = 0; i < 95; i++) {
            Talk talk = new Talk();
            talks.add(talk);
            said.add(ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcService.TALK, CallOptions.DEFAULT), talk));
            said.get(i).onNext("hello");
        }
        for (Talk each : talks) {
            assertEquals("echo hello", each.heard.poll(10, TimeUnit.SECONDS));
        }
        assertEquals(95, upstream.inFlight());
        said.forEach(StreamObserver::onCompleted);
        for (Talk each : talks) {
            assertEquals("done", each.end.get(10, TimeUnit.SECONDS));
        }
        await(() -> upstream.inFlight() == 0);
    }

    @Test
    void aDeadlineEndsTheCallOnBothSides() throws Exception {
        assertEquals("echo hello", unary("hello")); // so that a slow machine need not connect within the deadline
        StatusRuntimeException e = assertThrows(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        channel,
                        GrpcService.ECHO,
                        CallOptions.DEFAULT.withDeadlineAfter(700, TimeUnit.MILLISECONDS),
                        "hang"));
        assertEquals(Status.Code.DEADLINE_EXCEEDED, e.getStatus().getCode());
        assertEquals("cancelled, with a deadline", service.cancelled.poll(10, TimeUnit.SECONDS));
        await(() -> upstream.inFlight() == 0);
    }

    /** The deadline of the client itself may pass a moment later, which makes DEADLINE_EXCEEDED of it. */
    @Test
    void aCallThatTheServerCancelsAtItsDeadlineIsCancelledForTheClient() throws Exception {
        Talk talk = new Talk();
        StreamObserver<String> said =
                ClientCalls.asyncBidiStreamingCall(within("3S").newCall(GrpcService.TALK, CallOptions.DEFAULT), talk);
        said.onNext("hello");
        StatusRuntimeException e = assertThrows(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(within("500m"), GrpcService.ECHO, CallOptions.DEFAULT, "hang"));
        assertEquals(Status.Code.CANCELLED, e.getStatus().getCode(), e::toString);
        assertEquals("echo hello", talk.heard.poll(10, TimeUnit.SECONDS));
        String end = talk.end.get(20, TimeUnit.SECONDS);
        assertTrue(end.contains("CANCELLED"), end);
    }

    /** With a deadline that only the server knows. */
    private Channel within(String timeout) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), timeout);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Test
    void aCallThatIsCancelledEndsAtTheServer() throws Exception {
        Future<String> call =
                ClientCalls.futureUnaryCall(channel.newCall(GrpcService.ECHO, CallOptions.DEFAULT), "hang");
        await(() -> upstream.inFlight() == 1 && service.hanging.get() == 1);
        call.cancel(true);
        assertEquals("cancelled, without a deadline", service.cancelled.poll(10, TimeUnit.SECONDS));
        await(() -> upstream.inFlight() == 0);
    }

    @Test
    void aServerThatEndsIsUnavailable() throws Exception {
        assertEquals("echo one", unary("one"));
        Talk talk = new Talk();
        StreamObserver<String> said =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcService.TALK, CallOptions.DEFAULT), talk);
        said.onNext("hello");
        assertEquals("echo hello", talk.heard.poll(10, TimeUnit.SECONDS));
        server.shutdownNow();
        assertFalse(talk.end.get(10, TimeUnit.SECONDS).equals("done"));
        await(() -> upstream.inFlight() == 0);
    }

    @Test
    void whereNoServiceAnswersTheCallEndsWithAStatusAndTheReason() throws Exception {
        table.put("a.test", new Route.Unavailable(Route.Unavailable.Reason.STOPPED));
        failsAs(Status.Code.UNAVAILABLE, "This project is stopped. Its owner can start it again.");
        table.put("a.test", new Route.Serving(RoutingTest.gone()));
        failsAs(Status.Code.UNAVAILABLE, "This project's service");
        table.remove("a.test");
        failsAs(Status.Code.UNIMPLEMENTED, "No project answers at a.test. Check the address.");
    }

    private void failsAs(Status.Code code, String reason) {
        Status status =
                assertThrows(StatusRuntimeException.class, () -> unary("x")).getStatus();
        assertEquals(code, status.getCode(), status::toString);
        assertTrue(String.valueOf(status.getDescription()).startsWith(reason), status::toString);
    }

    @Test
    void aVersionThatIsReplacedMayEndItsCalls() throws Exception {
        Talk talk = new Talk();
        StreamObserver<String> said =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcService.TALK, CallOptions.DEFAULT), talk);
        said.onNext("hello");
        assertEquals("echo hello", talk.heard.poll(10, TimeUnit.SECONDS));
        GrpcService nextService = new GrpcService();
        Server next = nextService.start();
        try {
            table.put("a.test", new Route.Serving(new Upstream("d2", GrpcService.address(next))));
            CompletableFuture<Void> drained = upstream.drain();
            assertEquals("echo new", unary("new"));
            assertEquals(1, nextService.calls.get());
            said.onNext("still");
            assertEquals("echo still", talk.heard.poll(10, TimeUnit.SECONDS));
            assertFalse(drained.isDone());
            said.onCompleted();
            assertEquals("done", talk.end.get(10, TimeUnit.SECONDS));
            drained.get(10, TimeUnit.SECONDS);
        } finally {
            next.shutdownNow();
        }
    }

    @Test
    void anOrdinaryRequestReachesAServiceThatSpeaksHttp2Only() throws Exception {
        try (RawClient client = new RawClient(address)) {
            client.send(get("/"));
            assertTrue(client.head().startsWith("HTTP/1.1 415 "), "of the server, which knows gRPC only");
        }
    }

    @Test
    void aCallToAServiceThatSpeaksHttp1OnlyReachesIt() throws Exception {
        try (RawService old = RawService.answering(OK)) {
            table.put("a.test", new Route.Serving(old.upstream()));
            try (RawHttp2Client client = RawHttp2Client.open(address)) {
                for (int stream = 1; stream < 7; stream += 2) {
                    client.headers(
                            stream,
                            RawHttp2Client.END_STREAM,
                            RawHttp2Client.request("POST", "/", "content-type", "application/grpc", "te", "trailers"));
                    assertEquals("ok", client.answer(stream).body());
                }
            }
            assertTrue(old.connections.get() <= 3, "it was tried once");
        }
    }

    /** The other side's words, and its last. */
    private static final class Talk implements StreamObserver<String> {
        final BlockingQueue<String> heard = new ArrayBlockingQueue<>(100);
        final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void onNext(String message) {
            heard.add(message);
        }

        @Override
        public void onError(Throwable cause) {
            end.complete(Status.fromThrowable(cause).toString());
        }

        @Override
        public void onCompleted() {
            end.complete("done");
        }
    }
}
