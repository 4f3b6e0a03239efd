package dev.shuttle.controlplane.host.embedded;

import dev.shuttle.controlplane.host.LineAssembler;
import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.runtime.service.ServiceRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in the place of {@code System.out} and {@code System.err} and gives each service's lines to its own log, by
 * whose thread it is that prints. Other lines go where they went before. Thread-safe.
 */
final class EmbeddedOutput implements AutoCloseable {
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;
    private final Map<String, Lines> services = new ConcurrentHashMap<>();
    private final ServiceRegistry registry;

    EmbeddedOutput(ServiceRegistry registry) {
        this.registry = registry;
    }

    /** Takes the place of the JVM's streams until closed. */
    void install() {
        System.setOut(new PrintStream(new Dispatching("out", outBefore), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Dispatching("err", errBefore), true, StandardCharsets.UTF_8));
    }

    void add(String deployment, LineSink sink) {
        services.put(deployment, new Lines(new LineAssembler(sink, "out"), new LineAssembler(sink, "err")));
    }

    void remove(String deployment) {
        Lines lines = services.remove(deployment);
        if (lines != null) {
            lines.flush();
        }
    }

    @Override
    public void close() {
        System.setOut(outBefore);
        System.setErr(errBefore);
    }

    /** One service's lines. */
    private record Lines(LineAssembler out, LineAssembler err) {
        synchronized void take(String stream, byte[] bytes, int offset, int length) {
            (stream.equals("out") ? out : err).take(bytes, offset, length);
        }

        synchronized void flush() {
            out.flush();
            err.flush();
        }
    }

    private final class Dispatching extends OutputStream {
        private final String stream;
        private final PrintStream otherwise;

        Dispatching(String stream, PrintStream otherwise) {
            this.stream = stream;
            this.otherwise = otherwise;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            Lines lines =
                    registry.owner(Thread.currentThread()).map(services::get).orElse(null);
            if (lines == null) {
                otherwise.write(bytes, offset, length);
            } else {
                lines.take(stream, bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            otherwise.flush();
        }
    }
}
