package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A service that speaks gRPC only: it is deployed, called through the proxy, and replaced under an open call. */
final class GrpcIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private static final MethodDescriptor<String, String> VERSION = method(MethodType.UNARY, "Version");
    private static final MethodDescriptor<String, String> ECHO = method(MethodType.BIDI_STREAMING, "Echo");

    private final Api api = new Api(SERVER);
    private final BlockingQueue<String> heard = new ArrayBlockingQueue<>(10);

    @TempDir
    Path folder;

    @Test
    void aServiceOfGrpcIsCalledAndReplacedUnderAnOpenCall() throws Exception {
        App app = App.copy("grpc-service", folder);
        api.deploys("calls", app);
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        SERVER.proxy().getHost(), SERVER.proxy().getPort())
                .overrideAuthority("calls.localhost")
                .usePlaintext()
                .build();
        try {
            assertEquals("grpc-service, version 1", version(channel));
            StreamObserver<String> open =
                    ClientCalls.asyncBidiStreamingCall(channel.newCall(ECHO, CallOptions.DEFAULT), new Heard());
            open.onNext("before");
            assertEquals("grpc-service, version 1: before", heard.poll(20, TimeUnit.SECONDS));

            api.deploys("calls", app.version(1, 2));

            assertEquals("grpc-service, version 2", version(channel));
            open.onNext("after");
            assertEquals("grpc-service, version 1: after", heard.poll(20, TimeUnit.SECONDS));
            open.onCompleted();
            assertEquals("completed", heard.poll(20, TimeUnit.SECONDS));
        } finally {
            channel.shutdownNow();
            assertTrue(channel.awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    private static String version(ManagedChannel channel) {
        return ClientCalls.blockingUnaryCall(
                channel, VERSION, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), "");
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

    private final class Heard implements StreamObserver<String> {
        @Override
        public void onNext(String message) {
            heard.add(message);
        }

        @Override
        public void onError(Throwable cause) {
            heard.add(cause.toString());
        }

        @Override
        public void onCompleted() {
            heard.add("completed");
        }
    }
}
