package dev.shuttle.controlplane.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MasksTest {
    private final Masks masks = new Masks();

    @Test
    void aValueIsMaskedWhereverItStands() {
        masks.add("app", List.of("hunter2"));

        assertEquals("a *** b ***", masks.mask("app", "a hunter2 b hunter2"));
    }

    @Test
    void aProjectsValuesAreItsOwn() {
        masks.add("app", List.of("hunter2"));

        assertEquals("hunter2", masks.mask("other", "hunter2"));
    }

    @Test
    void ofOneWithSeveralLinesEachIsMasked() {
        masks.add("app", List.of("-----BEGIN KEY-----\nabcdef\n}\n"));

        assertEquals("***", masks.mask("app", "abcdef"));
        assertEquals("}", masks.mask("app", "}"));
    }

    @Test
    void aValueThatHoldsAnotherIsMaskedWhole() {
        masks.add("app", List.of("1234"));
        masks.add("app", List.of("12345678"));

        assertEquals("***", masks.mask("app", "12345678"));
    }

    @Test
    void whatWasMaskedOnceStaysMasked() {
        masks.add("app", List.of("before"));
        masks.add("app", List.of("after"));

        assertEquals("*** ***", masks.mask("app", "before after"));
    }
}
