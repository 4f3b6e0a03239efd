package dev.shuttle.controlplane.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file, and something that happens when its first bytes are written. */
final class FirstBytes extends OutputStream {
    private final OutputStream out;
    private final Happening happening;
    private boolean happened;

    interface Happening {
        void happen() throws IOException;
    }

    FirstBytes(Path file, Happening happening) throws IOException {
        this.out = new BufferedOutputStream(Files.newOutputStream(file));
        this.happening = happening;
    }

    @Override
    public void write(int b) throws IOException {
        if (!happened) {
            happened = true;
            happening.happen();
        }
        out.write(b);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
