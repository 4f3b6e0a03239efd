package dev.shuttle.controlplane.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ExtractedBytesTest {

    @Test
    void countsOverAllEntriesOfAJar() throws Exception {
        ExtractedBytes extracted = new ExtractedBytes("app.jar", 3L << 20);
        assertEquals(2 << 20, extracted.counted(entry(2 << 20)).readAllBytes().length);

        IOException refused = assertThrows(
                IOException.class, () -> extracted.counted(entry(2 << 20)).readAllBytes());

        assertTrue(String.valueOf(refused.getMessage()).contains("app.jar holds more than 3 MiB"), refused.toString());
    }

    private static ByteArrayInputStream entry(int size) {
        return new ByteArrayInputStream(new byte[size]);
    }
}
