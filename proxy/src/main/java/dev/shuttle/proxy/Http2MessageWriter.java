package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message as frames. A head waits for the first part behind it, since a message without content is one frame: for
 * gRPC, that is an answer of its own kind. For one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Http2MessageWriter {
    private final ChannelOutboundInvoker channel;
    private @Nullable Http2Headers head;
    private ChannelFuture last;

    Http2MessageWriter(ChannelOutboundInvoker channel) {
        this.channel = channel;
        this.last = channel.newSucceededFuture();
    }

    void write(HttpObject part) {
        if (part instanceof HttpMessage message) {
            head = HttpConversionUtil.toHttp2Headers(message, false);
        }
        if (part instanceof HttpResponse response && response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            ReferenceCountUtil.release(response);
            writeHead(false);
            return;
        }
        if (part instanceof HttpContent content) {
            writeContent(content);
        }
    }

    private void writeContent(HttpContent content) {
        Http2Headers trailers = trailers(content);
        boolean ends = content instanceof LastHttpContent && trailers == null;
        ByteBuf bytes = content.content();
        if (head != null) {
            boolean whole = ends && !bytes.isReadable();
            writeHead(whole);
            if (whole) {
                content.release();
                return;
            }
        }
        if (ends || bytes.isReadable()) {
            last = channel.write(new DefaultHttp2DataFrame(bytes, ends));
        } else {
            content.release();
        }
        if (trailers != null) {
            last = channel.write(new DefaultHttp2HeadersFrame(trailers, true));
        }
    }

    private static @Nullable Http2Headers trailers(HttpContent content) {
        if (!(content instanceof LastHttpContent end) || end.trailingHeaders().isEmpty()) {
            return null;
        }
        Http2Headers trailers = new DefaultHttp2Headers(false);
        HttpConversionUtil.toHttp2Headers(end.trailingHeaders(), trailers);
        return trailers;
    }

    private void writeHead(boolean ends) {
        Http2Headers waiting = head;
        head = null;
        if (waiting != null) {
            last = channel.write(new DefaultHttp2HeadersFrame(waiting, ends));
        }
    }

    /** The last write; it completes when the other side's window has taken it. */
    ChannelFuture last() {
        return last;
    }

    ChannelFuture flush() {
        writeHead(false);
        channel.flush();
        return last;
    }

    /** Forgets a head that waits. */
    void discard() {
        head = null;
    }
}
