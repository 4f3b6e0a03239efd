package dev.shuttle.proxy;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/** How much is read at a time, of clients and of upstreams. */
final class SocketReads {
    /** Bytes of one read: four large ones took a quarter less processor time a body than sixteen of 64 KiB. */
    static final int LARGEST = 256 * 1024;

    /** No more than 1 MiB before the other side is asked whether it takes it. */
    private static final int AT_ONCE = 4;

    /** With buffers that grow with what comes. Thread-safe. */
    static final RecvByteBufAllocator BUFFERS =
            new AdaptiveRecvByteBufAllocator(64, 2048, LARGEST).maxMessagesPerRead(AT_ONCE);

    private SocketReads() {}
}
