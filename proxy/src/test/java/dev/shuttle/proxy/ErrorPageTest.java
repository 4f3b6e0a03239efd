package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ErrorPageTest {

    @Test
    void whatAClientSentIsEscaped() {
        var response = ErrorPage.unknownHost("<script>\"&").toResponse("text/html", false);
        String page = response.content().toString(StandardCharsets.UTF_8);
        assertFalse(page.contains("<script>"), page);
        assertTrue(page.contains("&lt;script&gt;&quot;&amp;"), page);
    }
}
