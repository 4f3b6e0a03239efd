package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** The content of a message whose length is known, cut out of what arrives. For one event loop. */
final class KnownBody {
    private long left;

    /** Hands on a head that was read, and the first part of what is behind it, or its end if there is nothing. */
    void begin(PlainHead.Read<? extends HttpMessage> head, ByteBuf buffer, List<Object> out) {
        out.add(head.message());
        left = head.length();
        if (left == 0 || buffer.isReadable()) {
            out.add(take(buffer));
        }
    }

    boolean isExpected() {
        return left > 0;
    }

    /** The part of it that is in the buffer, which must not be empty while some is expected; the last part ends the message. */
    HttpContent take(ByteBuf buffer) {
        int size = (int) Math.min(left, buffer.readableBytes());
        left -= size;
        if (size == 0) {
            return LastHttpContent.EMPTY_LAST_CONTENT;
        }
        ByteBuf part = buffer.readRetainedSlice(size);
        return left == 0 ? new DefaultLastHttpContent(part) : new DefaultHttpContent(part);
    }
}
