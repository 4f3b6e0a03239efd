package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * Netty's decoder, one answer at a time: bytes behind it are no answer to anything, and are never put before the next one.
 * Those behind a switch of protocols wait until the decoder is removed, and are handed on then.
 */
final class ResponseDecoder extends HttpResponseDecoder {
    /** Handed on in place of bytes that came unasked. */
    static final Object STRAY = new Object();

    private final KnownBody body = new KnownBody();
    private boolean answering;
    private boolean begun;
    private boolean toHead;
    private boolean interim;
    private boolean switching;
    private boolean switched;

    ResponseDecoder(HttpDecoderConfig config) {
        super(config);
    }

    /** A request is about to be sent; {@code head} is whether its method is HEAD. */
    void expect(boolean head) {
        answering = true;
        begun = false;
        toHead = head;
    }

    /** Whether the answer has ended, and nothing has come behind it. */
    boolean isClean() {
        return !answering && actualReadableBytes() == 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead || super.isContentAlwaysEmpty(message);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (switched) {
            return;
        }
        if (!answering) {
            buffer.skipBytes(buffer.readableBytes());
            out.add(STRAY);
            return;
        }
        if (!begun && buffer.getByte(buffer.readerIndex()) == 0) {
            refuse(buffer, out);
            return;
        }
        int size = out.size();
        if (body.isExpected()) {
            out.add(body.take(buffer));
        } else if (!decodePlain(buffer, out)) {
            begun = true;
            super.decode(ctx, buffer, out);
        }
        out.subList(size, out.size()).forEach(this::decoded);
    }

    private boolean decodePlain(ByteBuf buffer, List<Object> out) {
        PlainHead.Read<HttpResponse> head = begun || toHead ? null : PlainHead.response(buffer);
        if (head == null) {
            return false;
        }
        begun = true;
        body.begin(head, buffer, out);
        return true;
    }

    /** White space may stand before the colon (RFC 9112 section 5.1), and the codec skips whatever else does. */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        int end = start + length;
        while (end < line.length && (line[end] == ' ' || line[end] == '\t')) {
            end++;
        }
        if (end == line.length || line[end] != ':') {
            throw new IllegalArgumentException("a header without a valid name");
        }
        return super.splitHeaderName(line, start, length);
    }

    /** A frame of HTTP/2 begins so, which the codec would skip as white space. */
    private void refuse(ByteBuf buffer, List<Object> out) {
        buffer.skipBytes(buffer.readableBytes());
        HttpMessage bad = createInvalidMessage();
        bad.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a NUL before the status line")));
        out.add(bad);
    }

    private void decoded(Object message) {
        if (message instanceof HttpResponse response) {
            int code = response.status().code();
            switching = code == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
            interim = code < HttpResponseStatus.OK.code()
                    && response.decoderResult().isSuccess();
        }
        if (message instanceof LastHttpContent) {
            answering = interim;
            switched = switching;
        }
    }
}
