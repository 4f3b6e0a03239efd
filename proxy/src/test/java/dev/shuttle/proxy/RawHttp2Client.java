package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client that speaks HTTP/2, and whose every frame a test decides. Reads give up after 20 seconds. */
final class RawHttp2Client implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int WITH_PRIORITY = 32;

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder((name, value) -> false, true);
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

    /** A frame as it arrived. */
    @SuppressWarnings("ArrayRecordComponent") // frames are not compared
    record Frame(int type, int flags, int stream, byte[] payload) {
        boolean ends() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        int error() {
            return Unpooled.wrappedBuffer(payload).getInt(type == GOAWAY ? 4 : 0);
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** An answer, or the part of it that came; {@code error} is the code of a reset. */
    record Answer(Http2Headers head, String body, @Nullable Http2Headers trailers, @Nullable String error) {
        String status() {
            return String.valueOf(head.status());
        }
    }

    private RawHttp2Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Has sent nothing yet. */
    static RawHttp2Client silent(InetSocketAddress proxy) throws IOException {
        return new RawHttp2Client(new Socket(proxy.getAddress(), proxy.getPort()));
    }

    /** Has sent the preface and empty settings. */
    static RawHttp2Client open(InetSocketAddress proxy) throws IOException {
        return silent(proxy).send(bytes(PREFACE)).frame(SETTINGS, 0, 0);
    }

    /** The same once both sides know each other's settings, whose acknowledgement would break a header block. */
    static RawHttp2Client settled(InetSocketAddress proxy) throws IOException {
        RawHttp2Client client = open(proxy);
        client.next(SETTINGS);
        client.next(SETTINGS);
        return client;
    }

    static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    RawHttp2Client send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    RawHttp2Client frame(int type, int flags, int stream, byte... payload) throws IOException {
        return send(frameBytes(type, flags, stream, payload));
    }

    static byte[] frameBytes(int type, int flags, int stream, byte... payload) {
        ByteBuf frame = Unpooled.buffer(9 + payload.length);
        frame.writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
        return ByteBufUtil.getBytes(frame);
    }

    static byte[] ints(int... values) {
        ByteBuf bytes = Unpooled.buffer();
        for (int value : values) {
            bytes.writeInt(value);
        }
        return ByteBufUtil.getBytes(bytes);
    }

    /** One setting. */
    static byte[] setting(int id, int value) {
        return ByteBufUtil.getBytes(Unpooled.buffer().writeShort(id).writeInt(value));
    }

    /** Names and values by turns. */
    byte[] block(String... fields) throws Http2Exception {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        ByteBuf block = Unpooled.buffer();
        encoder.encodeHeaders(1, headers, block);
        return ByteBufUtil.getBytes(block);
    }

    RawHttp2Client headers(int stream, int flags, String... fields) throws Exception {
        return frame(HEADERS, flags | END_HEADERS, stream, block(fields));
    }

    /** A whole request without a body. */
    RawHttp2Client get(int stream, String path) throws Exception {
        return headers(stream, END_STREAM, request("GET", path));
    }

    static String[] request(String method, String path, String... more) {
        String[] fields = {":method", method, ":scheme", "http", ":path", path, ":authority", "a.test"};
        String[] all = new String[fields.length + more.length];
        System.arraycopy(fields, 0, all, 0, fields.length);
        System.arraycopy(more, 0, all, fields.length, more.length);
        return all;
    }

    RawHttp2Client data(int stream, int flags, String text) throws IOException {
        return frame(DATA, flags, stream, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next frame; null once the proxy has closed. */
    @Nullable
    Frame next() throws IOException {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            if (type == SETTINGS && (flags & ACK) == 0) {
                frame(SETTINGS, ACK, 0);
            }
            return new Frame(type, flags, stream, payload);
        } catch (EOFException | SocketException closed) {
            return null;
        }
    }

    /** Whether anything arrives in that time. */
    boolean hasMoreWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        in.mark(1);
        try {
            boolean more = in.read() >= 0;
            in.reset();
            return more;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(20_000);
        }
    }

    /** The next frame of that type, past all others. */
    Frame next(int type) throws IOException {
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.type() == type) {
                return frame;
            }
        }
        throw new EOFException("closed before a frame of type " + type);
    }

    Http2Headers decode(Frame frame) throws Http2Exception {
        return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
    }

    /** Reads that stream to its end, past frames of others; interim answers are passed over. */
    Answer answer(int stream) throws Exception {
        Http2Headers head = new DefaultHttp2Headers();
        Http2Headers trailers = null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Frame frame = next();
            if (frame == null) {
                throw new EOFException("closed after " + head + body);
            }
            if (frame.type() == HEADERS) {
                Http2Headers fields = decode(frame); // of other streams too: the table is the connection's
                if (frame.stream() == stream && fields.status() != null) {
                    head = fields;
                } else if (frame.stream() == stream) {
                    trailers = fields;
                }
            }
            if (frame.stream() != stream) {
                continue;
            }
            if (frame.type() == DATA) {
                body.writeBytes(frame.payload());
            }
            boolean reset = frame.type() == RST_STREAM;
            if (reset || frame.ends()) {
                String error = reset ? String.valueOf(Http2Error.valueOf(frame.error())) : null;
                return new Answer(head, body.toString(StandardCharsets.UTF_8), trailers, error);
            }
        }
    }

    /** Reads what becomes of the connection, or of a stream: GOAWAY, RST_STREAM or an answer with their code; CLOSED. */
    String outcome() throws Exception {
        for (Frame frame = next(); frame != null; frame = next()) {
            switch (frame.type()) {
                case GOAWAY -> {
                    return "GOAWAY " + Http2Error.valueOf(frame.error());
                }
                case RST_STREAM -> {
                    return "RST_STREAM " + Http2Error.valueOf(frame.error());
                }
                case HEADERS -> {
                    return "answer " + decode(frame).status();
                }
                case PING -> {
                    return "PING";
                }
                default -> {}
            }
        }
        return "CLOSED";
    }

    /** Everything until the proxy closes. */
    void drain() throws IOException {
        Frame frame = next();
        while (frame != null) {
            frame = next();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
