package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.controlplane.log.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Cuts a process's output into lines, whatever their length, and hands them over until the output ends. */
final class OutputLines implements Runnable {

    /** Longer ones are cut: no reader of a build's log misses the rest, and it must not fill the memory. */
    static final int MAX_LINE_BYTES = 8 * 1024;

    private static final int BUFFER_BYTES = 8 * 1024;

    private final InputStream in;
    private final LineSink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean cut;

    OutputLines(InputStream in, LineSink sink) {
        this.in = in;
        this.sink = sink;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    take(buffer[i]);
                }
            }
        } catch (IOException e) {
            // Closed under us, because the build was ended: what came until then stands.
        }
        if (line.size() > 0) {
            flush();
        }
    }

    private void take(byte b) {
        if (b == '\n') {
            flush();
        } else if (line.size() < MAX_LINE_BYTES) {
            line.write(b);
        } else {
            cut = true;
        }
    }

    private void flush() {
        byte[] bytes = line.toByteArray();
        String text =
                new String(bytes, 0, cut ? Utf8.whole(bytes, bytes.length) : bytes.length, StandardCharsets.UTF_8);
        text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        sink.line("out", cut ? text.substring(0, sink.cut(text)) + " [cut]" : text);
        line.reset();
        cut = false;
    }
}
