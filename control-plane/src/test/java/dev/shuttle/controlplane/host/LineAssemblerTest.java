package dev.shuttle.controlplane.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.controlplane.log.Masks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineAssemblerTest {
    private static final String SECRET = "QAZWSXEDCRFVTGBYHNUJ";

    private final List<String> lines = new ArrayList<>();
    private final Masks masks = new Masks();
    private final LineAssembler assembler = new LineAssembler(
            new LineSink() {
                @Override
                public void line(String stream, String line) {
                    lines.add(masks.mask("app", line));
                }

                @Override
                public int cut(String beginning) {
                    return masks.cut("app", beginning);
                }
            },
            "out");

    private void take(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assembler.take(bytes, 0, bytes.length);
    }

    @Test
    void noPieceHasAPartOfASecretOrOfACharacterWhereverItIsCut() {
        masks.add("app", List.of(SECRET));
        for (int before = LineAssembler.MAX_LINE_BYTES - SECRET.length() - 2;
                before <= LineAssembler.MAX_LINE_BYTES + 1;
                before++) {
            lines.clear();
            take("x".repeat(before) + SECRET + "\u00fc".repeat(LineAssembler.MAX_LINE_BYTES) + "\nnext\n");

            assertEquals("next", lines.get(lines.size() - 1));
            String all = String.join("", lines.subList(0, lines.size() - 1)).replace(LineSink.GOES_ON, "");
            assertEquals("x".repeat(before) + "***" + "\u00fc".repeat(LineAssembler.MAX_LINE_BYTES), all);
            assertTrue(lines.get(0).endsWith(LineSink.GOES_ON));
        }
    }

    @Test
    void theRestOfALineWithoutItsBeginningIsLeftOut() {
        assembler.skipRest();
        take("the end of a sec");
        take("ret\nnext\n");

        assertEquals(List.of("next"), lines);
    }
}
