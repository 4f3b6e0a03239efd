package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.log.LineSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Reads both output files of a host, and notes how far, for the control plane that comes after. Thread-safe. */
final class OutputTail implements AutoCloseable {
    private final StreamTail out;
    private final StreamTail err;
    private final FileChannel offsets;
    private boolean noted;
    private boolean finished;

    OutputTail(HostDirectory directory, LineSink sink, byte[] buffer) throws IOException {
        long[] before = read(directory.offsets());
        out = new StreamTail(directory.output("out"), "out", sink, buffer, before[0]);
        err = new StreamTail(directory.output("err"), "err", sink, buffer, before[1]);
        offsets = FileChannel.open(directory.offsets(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    synchronized void poll() throws IOException {
        if (!finished) {
            boolean outCame = out.poll();
            boolean errCame = err.poll();
            if (outCame || errCame || !noted) {
                noted = note();
            }
        }
    }

    /** Delivers the last lines and closes the files. Idempotent. */
    synchronized void finish() {
        if (!finished) {
            try {
                out.finish();
                err.finish();
            } catch (IOException e) {
                // The files are gone: there is nothing more to say.
            }
            close();
        }
    }

    /** Closes the files; the next control plane continues reading. Idempotent. */
    @Override
    public synchronized void close() {
        finished = true;
        for (AutoCloseable file : List.of(out, err, offsets)) {
            try {
                file.close();
            } catch (Exception e) {
                // They were only read.
            }
        }
    }

    /** Tried again at the next poll: a full disk must not end the reading, which is what makes room. */
    private boolean note() {
        ByteBuffer both = ByteBuffer.allocate(16)
                .putLong(out.consumed())
                .putLong(err.consumed())
                .flip();
        try {
            return offsets.write(both, 0) == both.capacity();
        } catch (IOException e) {
            return false;
        }
    }

    private static long[] read(Path offsets) throws IOException {
        if (!Files.exists(offsets)) {
            return new long[2];
        }
        byte[] bytes = Files.readAllBytes(offsets);
        if (bytes.length != 16) {
            return new long[2];
        }
        ByteBuffer both = ByteBuffer.wrap(bytes);
        return new long[] {Math.max(0, both.getLong()), Math.max(0, both.getLong())};
    }
}
