package dev.shuttle.proxy.certificates;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The first message of a TLS handshake (RFC 8446 section 4.1.2), as far as we must know it before we answer. */
final class ClientHello {
    private static final int VERSION_AND_RANDOM = 34;
    private static final int ALPN = 16;

    private ClientHello() {}

    /** Whether ALPN (RFC 7301) in it has that protocol, and no other; nothing is read of the buffer. */
    static boolean offers(ByteBuf hello, String protocol) {
        try {
            ByteBuf rest = hello.duplicate();
            rest.skipBytes(VERSION_AND_RANDOM);
            rest.skipBytes(rest.readUnsignedByte()); // session id
            rest.skipBytes(rest.readUnsignedShort()); // cipher suites
            rest.skipBytes(rest.readUnsignedByte()); // compression
            ByteBuf extensions = rest.readSlice(rest.readUnsignedShort());
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
                if (type == ALPN) {
                    content.skipBytes(2); // length of the list
                    String only = content.readCharSequence(content.readUnsignedByte(), StandardCharsets.US_ASCII)
                            .toString();
                    return only.equals(protocol) && !content.isReadable();
                }
            }
        } catch (IndexOutOfBoundsException e) {
            // TLS itself says what is wrong with it.
        }
        return false;
    }
}
