package dev.shuttle.controlplane.deployment;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server on the loopback, of TXT records only (RFC 1035, section 4). */
final class DnsZone implements AutoCloseable {
    private static final int HEADER = 12;

    private final DatagramSocket socket;
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Thread answering = new Thread(this::answer, "dns-of-the-test");

    DnsZone() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        answering.start();
    }

    String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    void text(String name, String text) {
        texts.put(name, text);
    }

    void remove(String name) {
        texts.remove(name);
    }

    private void answer() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = answerTo(buffer);
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private byte[] answerTo(byte[] question) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        for (int length = question[at]; length > 0; length = question[at]) {
            name.append(name.length() == 0 ? "" : ".")
                    .append(new String(question, at + 1, length, StandardCharsets.US_ASCII));
            at += length + 1;
        }
        int end = at + 5; // the root, type and class
        String text = texts.get(name.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(question, 0, 2);
        out.writeShort(text == null ? 0x8583 : 0x8580); // no such name, or an answer
        out.writeShort(1);
        out.writeShort(text == null ? 0 : 1);
        out.writeInt(0);
        out.write(question, HEADER, end - HEADER);
        if (text != null) {
            out.writeShort(0xC000 | HEADER);
            out.writeShort(16);
            out.writeShort(1);
            out.writeInt(0);
            out.writeShort(text.length() + 1);
            out.writeByte(text.length());
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws InterruptedException {
        socket.close();
        answering.join();
    }
}
