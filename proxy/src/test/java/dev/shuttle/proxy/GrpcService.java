package dev.shuttle.proxy;

import io.grpc.Context;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A gRPC service whose messages are texts. */
final class GrpcService {
    static final Metadata.Key<String> REASON = Metadata.Key.of("reason", Metadata.ASCII_STRING_MARSHALLER);

    static final MethodDescriptor<String, String> ECHO = method(MethodType.UNARY, "Echo");
    static final MethodDescriptor<String, String> COUNT = method(MethodType.SERVER_STREAMING, "Count");
    static final MethodDescriptor<String, String> TALK = method(MethodType.BIDI_STREAMING, "Talk");

    final BlockingQueue<String> cancelled = new ArrayBlockingQueue<>(10);
    final AtomicInteger hanging = new AtomicInteger();
    final AtomicInteger calls = new AtomicInteger();

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static MethodDescriptor<String, String> method(MethodType type, String name) {
        return MethodDescriptor.<String, String>newBuilder(new Text(), new Text())
                .setType(type)
                .setFullMethodName("test.Service/" + name)
                .build();
    }

    /** One that does not listen. */
    static Server none() {
        return NettyServerBuilder.forPort(0, InsecureServerCredentials.create()).build();
    }

    static InetSocketAddress address(Server server) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
    }

    Server start() throws IOException {
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .addService(ServerServiceDefinition.builder("test.Service")
                        .addMethod(ECHO, ServerCalls.asyncUnaryCall(this::echo))
                        .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(GrpcService::count))
                        .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(GrpcService::talk))
                        .build())
                .build()
                .start();
    }

    private void echo(String message, StreamObserver<String> answer) {
        calls.incrementAndGet();
        if (message.equals("hang")) {
            String deadline = Context.current().getDeadline() == null ? "without" : "with";
            ((ServerCallStreamObserver<String>) answer)
                    .setOnCancelHandler(() -> cancelled.add("cancelled, " + deadline + " a deadline"));
            hanging.incrementAndGet();
        } else if (message.equals("fail")) {
            Metadata trailers = new Metadata();
            trailers.put(REASON, "why");
            answer.onError(new StatusRuntimeException(Status.INVALID_ARGUMENT.withDescription("not this"), trailers));
        } else {
            answer.onNext("echo " + message);
            answer.onCompleted();
        }
    }

    private static void count(String most, StreamObserver<String> answer) {
        for (int i = 1; i <= Integer.parseInt(most); i++) {
            answer.onNext(i + " " + "x".repeat(10_000));
        }
        answer.onCompleted();
    }

    private static StreamObserver<String> talk(StreamObserver<String> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String message) {
                answer.onNext("echo " + message);
            }

            @Override
            public void onError(Throwable cause) {
                // the client has left
            }

            @Override
            public void onCompleted() {
                answer.onCompleted();
            }
        };
    }
}
