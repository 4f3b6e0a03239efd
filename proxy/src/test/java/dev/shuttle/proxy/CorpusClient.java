package dev.shuttle.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends the bytes of a case and tells how it ended. */
final class CorpusClient {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final Pattern MARK = Pattern.compile("\\{(/|100|SEEN|FIN|RST)}");
    private static final Pattern LINE = Pattern.compile("([A-Z]+) \\S+ HTTP/1\\.[01]\r\n");

    private final InetSocketAddress proxy;
    private final CorpusService service;

    CorpusClient(InetSocketAddress proxy, CorpusService service) {
        this.proxy = proxy;
        this.service = service;
    }

    /**
     * How it ended.
     *
     * @param end the statuses, and whether the connection was kept
     * @param last the last answer
     */
    record Outcome(String end, String last) {}

    Outcome send(Corpus.Case one, String request) throws Exception {
        int before = service.requests();
        String bytes = Corpus.bytes(request);
        List<String> methods =
                LINE.matcher(bytes).results().map(line -> line.group(1)).toList();
        try (Socket socket = new Socket(proxy.getAddress(), proxy.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            List<String> statuses = new ArrayList<>();
            boolean open = write(bytes, socket, in, statuses, before);
            return read(one, methods, socket, in, statuses, open);
        }
    }

    /** False if the client can send nothing more. */
    private boolean write(String bytes, Socket socket, InputStream in, List<String> statuses, int before)
            throws Exception {
        Matcher marks = MARK.matcher(bytes);
        int from = 0;
        while (marks.find()) {
            write(socket, bytes.substring(from, marks.start()));
            from = marks.end();
            switch (marks.group(1)) {
                case "/" -> Thread.sleep(10); // for the proxy to read what there is
                case "100" -> statuses.add(String.valueOf(RawMessage.status(RawService.head(in))));
                case "SEEN" -> RunningProxy.await(() -> service.requests() > before);
                case "FIN" -> {
                    socket.shutdownOutput();
                    return false;
                }
                default -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                    return false;
                }
            }
        }
        write(socket, bytes.substring(from));
        return true;
    }

    private static void write(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Outcome read(
            Corpus.Case one, List<String> methods, Socket socket, InputStream in, List<String> statuses, boolean open) {
        int expected = Corpus.expanded(one.end()).split(" ").length - 1;
        String last = "";
        int finals = 0;
        try {
            while (statuses.size() < expected) {
                String head = RawService.head(in);
                if (head.isEmpty()) {
                    return new Outcome(end(statuses, "closed"), last);
                }
                RawMessage answer = RawMessage.answer(
                        head, in, finals < methods.size() && methods.get(finals).equals("HEAD"));
                int status = RawMessage.status(head);
                finals += status / 100 == 1 ? 0 : 1;
                statuses.add(String.valueOf(status));
                last = answer.written();
            }
            if (open) {
                write(socket, "GET " + CorpusService.PROBE + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
            }
            String rest = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            String state = rest.isEmpty() ? "closed" : rest.endsWith("probe!") ? "kept" : "more";
            return new Outcome(end(statuses, state), last);
        } catch (IOException e) {
            return new Outcome(end(statuses, e instanceof SocketTimeoutException ? "silent" : "closed"), last);
        }
    }

    private static String end(List<String> statuses, String state) {
        return String.join(" ", statuses) + (statuses.isEmpty() ? "" : " ") + state;
    }
}
