package dev.shuttle.controlplane.egress;

import dev.shuttle.os.DaemonThreads;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A real proxy: HTTP (CONNECT and absolute form) or SOCKS5 (RFC 1928 and 1929). It knows every name as this machine, and
 * notes what it is asked and from which ports it asks on.
 */
public final class OperatorProxy implements AutoCloseable {
    private final ServerSocket server;
    private final EgressProxy.Kind kind;
    private final String login;
    private final List<String> targets = Collections.synchronizedList(new ArrayList<>());
    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());
    private final Set<Integer> ports = Collections.synchronizedSet(new HashSet<>());
    private final Set<Socket> open = Collections.synchronizedSet(new HashSet<>());

    /** {@code login} is {@code user:password}; an empty one is not asked for. */
    public OperatorProxy(EgressProxy.Kind kind, String login) throws IOException {
        this.kind = kind;
        this.login = login;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread unused = DaemonThreads.start("test-proxy", this::accept);
    }

    /** As the setting has it. */
    public String url() {
        String user = login.isEmpty() ? "" : login + "@";
        return (kind == EgressProxy.Kind.HTTP ? "http://" : "socks5://") + user + "127.0.0.1:" + server.getLocalPort();
    }

    public EgressProxy setting() {
        return EgressProxy.parse(url());
    }

    public int port() {
        return server.getLocalPort();
    }

    /** {@code host:port} of each connection or request that it took on. */
    public List<String> targets() {
        return List.copyOf(targets);
    }

    /** All heads that it was sent, before and outside of tunnels. */
    public String heads() {
        return String.join("\n", List.copyOf(heads));
    }

    /** From which it opened connections. */
    public Set<Integer> ports() {
        return Set.copyOf(ports);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread unused = DaemonThreads.start("test-proxy-client", () -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            if (kind == EgressProxy.Kind.HTTP) {
                http(client);
            } else {
                socks(client);
            }
        } catch (IOException e) {
            // The other side ended it.
        }
    }

    private void http(Socket client) throws IOException {
        String head = head(client.getInputStream());
        while (!head.isEmpty()) {
            heads.add(head);
            String[] line = head.split(" ", 3);
            String wanted = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            if (!login.isEmpty()
                    && !head.toLowerCase(Locale.ROOT)
                            .contains("proxy-authorization: " + wanted.toLowerCase(Locale.ROOT))) {
                send(client, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            } else if (line[0].equals("CONNECT")) {
                tunnel(client, Integer.parseInt(line[1].replaceAll(".*:", "")), line[1], "HTTP/1.1 200 OK\r\n\r\n");
                return;
            } else {
                forward(client, head, URI.create(line[1]));
            }
            head = head(client.getInputStream());
        }
    }

    /** One request and its answer, by a connection of its own. */
    private void forward(Socket client, String head, URI uri) throws IOException {
        targets.add(uri.getHost() + ":" + uri.getPort());
        try (Socket upstream = dial(uri.getPort())) {
            String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            String rest =
                    head.substring(head.indexOf("\r\n")).replaceAll("(?i)\r\n(proxy-authorization|connection):.*", "");
            send(upstream, head.substring(0, head.indexOf(' ')) + " " + path + " HTTP/1.1\r\nConnection: close" + rest);
            for (int left = contentLength(head); left > 0; left--) {
                upstream.getOutputStream().write(client.getInputStream().read());
            }
            upstream.getInputStream().transferTo(client.getOutputStream());
        }
        client.close(); // as the origin's connection was
    }

    private static int contentLength(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).trim());
            }
        }
        return 0;
    }

    private void socks(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        in.readByte();
        byte[] methods = in.readNBytes(in.readUnsignedByte());
        boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(login.isEmpty() ? 0 : 2) >= 0;
        out.write(new byte[] {5, (byte) (!offered ? 0xff : login.isEmpty() ? 0 : 2)});
        if (offered && !login.isEmpty()) {
            in.readByte();
            String user = text(in);
            boolean right = (user + ":" + text(in)).equals(login);
            out.write(new byte[] {1, (byte) (right ? 0 : 1)});
            offered = right;
        }
        if (offered) {
            in.readFully(new byte[3]);
            String host = in.readByte() == 3
                    ? text(in)
                    : InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            int port = in.readUnsignedShort();
            tunnel(client, port, host + ":" + port, "\5\0\0\1\0\0\0\0\0\0");
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
    }

    private void tunnel(Socket client, int port, String target, String answer) throws IOException {
        targets.add(target);
        try (Socket upstream = dial(port)) {
            send(client, answer);
            Thread unused = DaemonThreads.start("test-proxy-back", () -> {
                try {
                    upstream.getInputStream().transferTo(client.getOutputStream());
                    client.shutdownOutput();
                } catch (IOException e) {
                    // The other direction ends it.
                }
            });
            client.getInputStream().transferTo(upstream.getOutputStream());
        }
    }

    private Socket dial(int port) throws IOException {
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port);
        ports.add(upstream.getLocalPort());
        open.add(upstream);
        return upstream;
    }

    private static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : List.copyOf(open)) {
            each.close();
        }
    }
}
