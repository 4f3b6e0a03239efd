package dev.shuttle.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the listening sockets of a proxy in another process, over a Unix socket (SCM_RIGHTS, unix(7)). Who may enter the
 * socket's folder may bring some. Not thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
public final class SocketTransfer implements AutoCloseable {
    /** Both processes are on this machine, and one message goes between them for each socket. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration THREADS_END = Duration.ofSeconds(2);

    private final Path path;
    private final EventLoopGroup loop = newLoop();
    private final BlockingQueue<FileDescriptor> received = new LinkedBlockingQueue<>();

    private SocketTransfer(Path path) {
        this.path = path;
    }

    /** Whether this machine can: Linux, with Netty's native library. */
    public static boolean isPossible() {
        return Epoll.isAvailable();
    }

    /**
     * Waits for sockets from now on.
     *
     * @param path of the Unix socket, which does not exist yet; in a folder that only its user can enter
     * @return to be closed
     * @throws IOException if it cannot be made
     */
    public static SocketTransfer at(Path path) throws IOException {
        SocketTransfer transfer = new SocketTransfer(path);
        try {
            transfer.listen();
            return transfer;
        } catch (IOException e) {
            transfer.close();
            throw e;
        }
    }

    private void listen() throws IOException {
        ServerBootstrap server = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerDomainSocketChannel.class)
                .childOption(EpollChannelOption.DOMAIN_SOCKET_READ_MODE, DomainSocketReadMode.FILE_DESCRIPTORS)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public boolean isSharable() {
                        return true;
                    }

                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                        if (message instanceof FileDescriptor descriptor) {
                            received.add(descriptor);
                        } else {
                            ReferenceCountUtil.release(message);
                        }
                    }
                });
        done(server.bind(new DomainSocketAddress(path.toString())), "A socket cannot be made at " + path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * The sockets that were sent.
     *
     * @param secure of each, as {@link Proxy#handOver} has told it
     * @return to be closed once a proxy has taken what it wants
     * @throws IOException if one is missing
     */
    public Listeners receive(List<Boolean> secure) throws IOException {
        List<Listeners.Listener> all = new ArrayList<>();
        try {
            for (boolean each : secure) {
                FileDescriptor descriptor = received.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (descriptor == null) {
                    throw new IOException("Of " + secure.size() + " listening sockets, " + all.size() + " arrived.");
                }
                all.add(new Listeners.Listener(new Socket(descriptor.intValue()), each));
            }
            return new Listeners(all);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while listening sockets were handed over", e);
        } finally {
            if (all.size() < secure.size()) {
                new Listeners(all).close();
            }
        }
    }

    /** To the one that waits there; each is that process' too from then on. */
    static void send(Path to, List<FileDescriptor> descriptors) throws IOException {
        EventLoopGroup loop = newLoop();
        try {
            Bootstrap client = new Bootstrap()
                    .group(loop)
                    .channel(EpollDomainSocketChannel.class)
                    .handler(new ChannelInboundHandlerAdapter());
            Channel channel =
                    done(client.connect(new DomainSocketAddress(to.toString())), "The socket " + to + " is not there");
            for (FileDescriptor each : descriptors) {
                done(channel.writeAndFlush(each), "A listening socket cannot be handed over");
            }
            channel.close().awaitUninterruptibly();
        } finally {
            end(loop);
        }
    }

    private static EventLoopGroup newLoop() {
        return new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("shuttle-sockets", true), EpollIoHandler.newFactory());
    }

    private static Channel done(ChannelFuture future, String failure) throws IOException {
        if (!future.awaitUninterruptibly(PATIENCE.toMillis())) {
            throw new IOException(failure + ": nothing answers.");
        }
        Throwable cause = future.cause();
        if (cause != null) {
            throw new IOException(failure + " (" + cause.getMessage() + ").", cause);
        }
        return future.channel();
    }

    private static void end(EventLoopGroup loop) {
        loop.shutdownGracefully(0, THREADS_END.toMillis(), TimeUnit.MILLISECONDS);
        loop.terminationFuture().awaitUninterruptibly(THREADS_END.toMillis() * 2);
    }

    /** Sockets that were not asked for are closed. */
    @Override
    public void close() {
        end(loop);
        for (@Nullable FileDescriptor left = received.poll(); left != null; left = received.poll()) {
            Listeners.close(left);
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // It is in the way of nothing: the next one's name is another, or its folder is emptied first.
        }
    }
}
