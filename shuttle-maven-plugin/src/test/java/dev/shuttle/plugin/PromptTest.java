package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PromptTest {

    private final InputStream own = System.in;

    @AfterEach
    void giveStandardInputBack() {
        System.setIn(own);
    }

    @Test
    void takesStandardInputButOneLineEnd() throws Exception {
        assertEquals("grün\nblau", piped("grün\nblau"));
        assertEquals("one", piped("one\n"));
        assertEquals("one", piped("one\r\n"));
        assertEquals("one\n", piped("one\n\n"));
        assertEquals("", piped("\n"));
        assertEquals("", piped(""));
        assertEquals("0123456789", piped("0123456789\r\n"));
    }

    @Test
    void refusesWhatIsTooLongOrNoText() {
        assertThrows(IOException.class, () -> piped("0123456789x"));
        System.setIn(new ByteArrayInputStream(new byte[] {(byte) 0xff}));
        assertThrows(IOException.class, () -> Prompt.input(10));
    }

    private static String piped(String text) throws IOException {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return Prompt.input(10);
    }
}
