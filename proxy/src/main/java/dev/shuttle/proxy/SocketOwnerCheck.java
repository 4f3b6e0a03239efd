package dev.shuttle.proxy;

import dev.shuttle.os.UnixSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first handler of a connection to a Unix socket: a service can put a link to another socket in the place of its own, to
 * which we may connect and it may not. So before a byte is sent, the user that listens there is compared (SO_PEERCRED,
 * unix(7)). The handlers behind this one do not see a connection that is refused.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class SocketOwnerCheck extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SocketOwnerCheck.class);

    private final Upstream upstream;
    private final UnixSocket socket;
    private final Promise<Channel> opened;

    SocketOwnerCheck(Upstream upstream, UnixSocket socket, Promise<Channel> opened) {
        this.upstream = upstream;
        this.socket = socket;
        this.opened = opened;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (isRight(ctx.channel())) {
            ctx.fireChannelActive();
            opened.trySuccess(ctx.channel());
            ctx.pipeline().remove(this);
        } else {
            ctx.close();
        }
    }

    private boolean isRight(Channel channel) {
        try {
            if (socket.isOf(
                    ((EpollDomainSocketChannel) channel).peerCredentials().uid())) {
                return true;
            }
            upstream.complaints().tell(Unclean.FOREIGN_SOCKET);
        } catch (IOException e) {
            LOG.debug("whose the socket {} is could not be told", socket.path(), e);
        }
        return false;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        opened.tryFailure(new IOException("The socket " + socket.path() + " did not accept."));
    }
}
