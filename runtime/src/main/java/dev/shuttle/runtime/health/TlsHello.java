package dev.shuttle.runtime.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/** Finds out whether a server speaks TLS, by the first message of a handshake (RFC 8446 section 4.1.2). */
final class TlsHello {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** The types of records that a server may answer with (RFC 8446 section 5.1). */
    private static final int ALERT = 21;

    private static final int HANDSHAKE = 22;

    /** The first byte of the version of every TLS record. */
    private static final int MAJOR_VERSION = 3;

    private TlsHello() {}

    static boolean isAnswered(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) TIMEOUT.toMillis());
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.getOutputStream().write(hello());
            byte[] record = socket.getInputStream().readNBytes(2);
            return record.length == 2 && (record[0] == HANDSHAKE || record[0] == ALERT) && record[1] == MAJOR_VERSION;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] hello() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[0], null); // no certificate is looked at
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer bytes = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        var unused = engine.wrap(ByteBuffer.allocate(0), bytes);
        byte[] hello = new byte[bytes.flip().remaining()];
        bytes.get(hello);
        return hello;
    }
}
