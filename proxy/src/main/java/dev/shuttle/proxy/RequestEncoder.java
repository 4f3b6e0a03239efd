package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequestEncoder;

/** Netty's encoder, which passes on lines that arrived as they are. */
final class RequestEncoder extends HttpRequestEncoder {
    @Override
    protected void encodeHeaders(HttpHeaders headers, ByteBuf buffer) {
        if (headers instanceof HeaderLines lines) {
            lines.writeTo(buffer);
        } else {
            super.encodeHeaders(headers, buffer);
        }
    }
}
