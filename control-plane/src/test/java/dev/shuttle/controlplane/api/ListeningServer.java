package dev.shuttle.controlplane.api;

import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.Share;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server that says nothing of its own accord: a test accepts its connections and speaks for it. */
final class ListeningServer implements Provisioner {
    private static final int PATIENCE_MILLIS = 10_000;

    private final ServerSocket listening;
    private final List<Socket> accepted = new ArrayList<>();
    private volatile boolean failing;

    ListeningServer() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listening.setSoTimeout(PATIENCE_MILLIS);
    }

    Socket accept() throws IOException {
        Socket socket = listening.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        accepted.add(socket);
        return socket;
    }

    @Override
    public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
        return Map.of("password", "precious");
    }

    @Override
    public Map<String, String> ensure(String project, String name, Map<String, String> draft) {
        return Map.of(
                "host", listening.getInetAddress().getHostAddress(),
                "port", Integer.toString(listening.getLocalPort()),
                "password", "precious");
    }

    @Override
    public void destroy(String project, String name, Map<String, String> draft) {}

    /** Whether copies are tried, and fail; else there are none. */
    void failCopies(boolean tried) {
        failing = tried;
    }

    @Override
    public boolean canCopy() {
        return failing;
    }

    @Override
    public boolean isEmpty(Share share, Map<String, String> values) {
        return true;
    }

    @Override
    public void copy(Share from, Map<String, String> source, Share to, Map<String, String> target)
            throws ProvisioningException {
        throw new ProvisioningException("The disk is full. Try again.");
    }

    @Override
    public boolean isSecret(String key) {
        return key.equals("password");
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : accepted) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
