package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, stricter on heads, and one request at a time: after a request it leaves the bytes that follow where
 * they are until {@link #resume}, so that pipelined requests wait unparsed and the first bytes of an upgraded protocol
 * are never taken for HTTP.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int SMALL = 16;

    private final HeadScanner scanner = new HeadScanner();
    private final KnownBody body = new KnownBody();
    private final int maxLine;
    private final int maxHead;
    private @Nullable ChannelHandlerContext context;
    private boolean inHead = true;
    private boolean headBegun;
    private boolean paused;
    private boolean broken;
    private boolean decoding;
    private boolean contentLengthSeen;

    RequestDecoder(ProxySettings settings) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.limits().line())
                .setMaxHeaderSize(settings.limits().head())
                .setMaxChunkSize(SocketReads.LARGEST) // so a body part is one buffer
                .setInitialBufferSize(SMALL)); // it grows when it is used, which is seldom

        maxLine = settings.limits().line();
        maxHead = settings.limits().head();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    /** Goes on with the next request; what has arrived of it is decoded now. */
    void resume() throws Exception {
        paused = false;
        ChannelHandlerContext ctx = context;
        if (!decoding && ctx != null && actualReadableBytes() > 0) {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            channelReadComplete(ctx);
        }
    }

    /** From now on what arrives is thrown away. */
    void discard() {
        broken = true;
    }

    /** Whether bytes of a request, or of the next one, wait here. */
    boolean holdsBytes() {
        return actualReadableBytes() > 0;
    }

    /** Whether a request's head has begun but is not complete. */
    boolean inTheMiddleOfAHead() {
        return inHead && !paused && (actualReadableBytes() > 0 || headBegun);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
        decoding = true;
        try {
            super.channelRead(ctx, input);
        } finally {
            decoding = false;
        }
    }

    /** While paused nothing must be read on its account; the handler behind decides. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (paused) {
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (broken) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        if (paused) {
            return;
        }
        int size = out.size();
        if (body.isExpected()) {
            out.add(body.take(buffer));
        } else if (!decodePlain(buffer, out) && !decodeAny(ctx, buffer, out)) {
            return;
        }
        out.subList(size, out.size()).forEach(this::decoded);
    }

    private boolean decodePlain(ByteBuf buffer, List<Object> out) {
        boolean atStart = inHead && !headBegun && scanner.isFresh();
        PlainHead.Read<HttpRequest> head = atStart ? PlainHead.request(buffer, maxLine, maxHead) : null;
        if (head == null) {
            return false;
        }
        body.begin(head, buffer, out);
        return true;
    }

    /** By the codec; false if it is refused before. */
    private boolean decodeAny(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        String fault = inHead ? scanner.scan(buffer) : null;
        if (fault != null) {
            refuse(fault, buffer, out);
            return false;
        }
        int before = buffer.readerIndex();
        super.decode(ctx, buffer, out);
        scanner.consumed(buffer.readerIndex() - before);
        headBegun |= inHead && buffer.readerIndex() > before;
        return true;
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        in.skipBytes(in.readableBytes()); // half a message is no message
    }

    /** Where the codec names each header: the second Content-Length, which it drops for HTTP/1.0, is refused here. */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString name = super.splitHeaderName(line, start, length);
        if (name.contentEqualsIgnoreCase("content-length")) {
            if (contentLengthSeen) {
                throw new IllegalArgumentException("more than one Content-Length");
            }
            contentLengthSeen = true;
        }
        return name;
    }

    private void decoded(Object message) {
        if (message instanceof HttpMessage) {
            inHead = false;
            headBegun = false;
        }
        if (message instanceof LastHttpContent) {
            inHead = true;
            contentLengthSeen = false;
            scanner.reset();
            paused = true;
        }
    }

    private void refuse(String fault, ByteBuf buffer, List<Object> out) {
        broken = true;
        buffer.skipBytes(buffer.readableBytes());
        HttpMessage bad = createInvalidMessage();
        bad.setDecoderResult(
                DecoderResult.failure(new BadRequestException("The request is not valid HTTP: " + fault + ".")));
        out.add(bad);
    }
}
