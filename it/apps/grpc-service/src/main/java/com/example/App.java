package com.example;

import dev.shuttle.ShuttleService;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Speaks gRPC, and with that HTTP/2 only. Its messages are texts. */
@ShuttleService
public class App implements AutoCloseable {
    private static final String VERSION = "grpc-service, version 1";

    private final Server server;

    private App(InetSocketAddress address) throws IOException {
        server = NettyServerBuilder.forAddress(address, InsecureServerCredentials.create())
                .addService(ServerServiceDefinition.builder("example.Talk")
                        .addMethod(method(MethodType.UNARY, "Version"), ServerCalls.asyncUnaryCall(App::version))
                        .addMethod(method(MethodType.BIDI_STREAMING, "Echo"), ServerCalls.asyncBidiStreamingCall(App::echo))
                        .build())
                .build()
                .start();
    }

    public static App main(InetSocketAddress address) throws IOException {
        return new App(address);
    }

    private static void version(String asked, StreamObserver<String> answer) {
        answer.onNext(VERSION);
        answer.onCompleted();
    }

    private static StreamObserver<String> echo(StreamObserver<String> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String message) {
                answer.onNext(VERSION + ": " + message);
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onCompleted() {
                answer.onCompleted();
            }
        };
    }

    private static MethodDescriptor<String, String> method(MethodType type, String name) {
        return MethodDescriptor.<String, String>newBuilder(new Text(), new Text())
                .setType(type)
                .setFullMethodName("example.Talk/" + name)
                .build();
    }

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

    @Override
    public void close() {
        server.shutdownNow();
    }
}
