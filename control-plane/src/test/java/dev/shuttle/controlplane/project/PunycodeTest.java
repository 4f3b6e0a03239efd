package dev.shuttle.controlplane.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.IDN;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own is the measure, for letters that it does not map to others. */
class PunycodeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b\u00fccher",
                "\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587",
                "\u00fc",
                "a-\u00fc",
                "\u00fc-z",
                "\ud83d\ude80-shop",
                "3\u5e74b\u7d44\u91d1\u516b\u5148\u751f"
            })
    void encodesAndDecodesAsTheJdkDoes(String label) {
        assertSame(label);
    }

    @Test
    void encodesAndDecodesWhateverIsInALabel() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            StringBuilder label = new StringBuilder("\u00e4");
            for (int length = random.nextInt(10); length > 0; length--) {
                int ascii = 'a' + random.nextInt(26);
                label.appendCodePoint(random.nextBoolean() ? ascii : 0x4e00 + random.nextInt(0x5000));
            }
            assertSame(label.toString());
        }
    }

    private static void assertSame(String label) {
        String encoded = Punycode.encode(label);
        assertEquals(IDN.toASCII(label, IDN.ALLOW_UNASSIGNED), "xn--" + encoded);
        assertEquals(Optional.of(label), Punycode.decode(encoded));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999", "_", "a-_", "b\u00e9", "a.b"})
    void decodesNothingElse(String text) {
        assertEquals(Optional.empty(), Punycode.decode(text));
    }
}
