package dev.shuttle.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One stream to an upstream: HTTP/1.1 messages, in whose terms exchanges are, out as frames; and back. For one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Http2BackendCodec extends ChannelDuplexHandler {
    private @Nullable Http2MessageWriter writer;
    private boolean answered;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        writer = new Http2MessageWriter(ctx);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof HttpObject part)) {
            ctx.write(message, promise);
            return;
        }
        if (part instanceof HttpRequest request) {
            request.headers().set(ExtensionHeaderNames.SCHEME.text(), "http");
        }
        Http2MessageWriter frames = Objects.requireNonNull(writer);
        frames.write(part);
        PromiseNotifier.cascade(frames.last(), promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        Objects.requireNonNull(writer).flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2DataFrame data) {
            ctx.fireChannelRead(
                    data.isEndStream()
                            ? new DefaultLastHttpContent(data.content())
                            : new DefaultHttpContent(data.content()));
        } else if (frame instanceof Http2HeadersFrame headers) {
            headers(ctx, headers.headers(), headers.isEndStream());
        } else {
            ReferenceCountUtil.release(frame);
        }
    }

    private void headers(ChannelHandlerContext ctx, Http2Headers headers, boolean ends) {
        try {
            if (answered) {
                ctx.fireChannelRead(
                        new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, Http2Translation.trailers(headers)));
                return;
            }
            HttpResponse head = Http2Translation.response(headers);
            int code = head.status().code();
            answered = code >= HttpResponseStatus.OK.code();
            if (answered && !ends && code != 204 && code != 304) {
                frame(head.headers());
            }
            ctx.fireChannelRead(head);
            if (ends || !answered) {
                ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        } catch (Http2Translation.MalformedException e) {
            HttpResponse bad = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_GATEWAY);
            bad.setDecoderResult(DecoderResult.failure(e));
            ctx.fireChannelRead(bad);
        }
    }

    private static void frame(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
    }
}
