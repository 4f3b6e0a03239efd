package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {

    @Test
    void manyLinesPassAndOneWithoutAnEndDoesNot() throws Exception {
        byte[] lines = "a line\n".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        assertEquals(lines.length, new BoundedLines(new ByteArrayInputStream(lines)).readAllBytes().length);

        InputStream endless = new BoundedLines(new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                java.util.Arrays.fill(buffer, offset, offset + length, (byte) 'x');
                return length;
            }
        });
        assertThrows(IOException.class, endless::readAllBytes);
    }
}
