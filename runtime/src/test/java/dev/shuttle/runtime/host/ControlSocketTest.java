package dev.shuttle.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControlSocketTest {
    private final BlockingQueue<Message> commands = new LinkedBlockingQueue<>();
    private Path directory;
    private Path path;
    private ControlSocket socket;

    @BeforeEach
    void listen() throws Exception {
        directory = Files.createTempDirectory("s"); // JUnit's own are too deep for a socket's path
        path = directory.resolve("s");
        socket = new ControlSocket(path, "token");
        socket.listen(said -> Message.of("hello"), commands::add);
    }

    @AfterEach
    void close() throws Exception {
        socket.close();
        Files.delete(path);
        Files.delete(directory);
    }

    @Test
    void obeysWhoKnowsTheToken() throws Exception {
        try (MessageChannel channel = dial()) {
            assertEquals(Message.of("hello"), hello(channel, "token"));
            channel.send(Message.of("stop"));

            assertEquals(Message.of("stop"), commands.poll(10, TimeUnit.SECONDS));
            socket.send(Message.of("stopped"));
            assertEquals(Message.of("stopped"), channel.receive());
        }
    }

    @Test
    void hangsUpOnWhoDoesNot() throws Exception {
        try (MessageChannel channel = dial()) {
            assertNull(hello(channel, "tokem"));
        }
        try (MessageChannel channel = dial()) {
            channel.send(Message.of("stop"));
            assertNull(channel.receive());
        }
        assertTrue(commands.isEmpty());
    }

    @Test
    void replacesTheControlPlaneByTheNext() throws Exception {
        try (MessageChannel first = dial();
                MessageChannel second = dial()) {
            hello(first, "token");
            hello(second, "token");

            assertNull(first.receive());
            socket.send(Message.of("started"));
            assertEquals(Message.of("started"), second.receive());
        }
    }

    @Test
    void hangsUpOnALineWithoutEnd() throws Exception {
        try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Thread writer = new Thread(() -> {
                try {
                    while (true) {
                        raw.write(ByteBuffer.allocate(8192));
                    }
                } catch (java.io.IOException e) {
                    // hung up on, as it must be
                }
            });
            writer.start();
            writer.join();
        }
        assertTrue(commands.isEmpty());
    }

    private MessageChannel dial() throws Exception {
        return new MessageChannel(SocketChannel.open(UnixDomainSocketAddress.of(path)), MessageLimits.OF_HOST);
    }

    private static @Nullable Message hello(MessageChannel channel, String token) throws Exception {
        channel.send(Message.of("hello").with("token", token));
        return channel.receive();
    }
}
