package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.List;

/**
 * Makes Netty's codec, with one difference: a malformed request has begun nevertheless. Otherwise the rest of it, which is on
 * its way already, would be for a stream that never was, and end the connection with all of its other streams, which may
 * be those of other people behind a proxy (RFC 9113 sections 5.1 and 8.1.1).
 */
final class Http2ServerCodec extends Http2FrameCodecBuilder {

    Http2ServerCodec() {
        server(true);
        gracefulShutdownTimeoutMillis(0); // the proxy has its own
    }

    @Override
    protected Http2FrameCodec build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings initialSettings) {
        return super.build(new Beginning(decoder), encoder, initialSettings);
    }

    private static final class Beginning extends DecoratingHttp2ConnectionDecoder {
        Beginning(Http2ConnectionDecoder decoder) {
            super(decoder);
        }

        @Override
        public void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Http2Exception {
            try {
                super.decodeFrame(ctx, in, out);
            } catch (Http2Exception.HeaderListSizeException e) {
                throw e; // the codec begins the stream itself, to answer it
            } catch (Http2Exception.StreamException e) {
                begin(e.streamId());
                throw e;
            }
        }

        private void begin(int stream) throws Http2Exception {
            Http2Connection.Endpoint<?> client = connection().remote();
            if (client.isValidStreamId(stream)
                    && stream > client.lastStreamCreated()
                    && !connection().goAwaySent()) {
                var unused = client.createStream(stream, false);
            }
        }
    }
}
