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
        masks.add("app", List.of("-----BEGIN KEY-----\nabcdef\nabcd\n}\n"));

        assertEquals("***", masks.mask("app", "abcdef"));
        assertEquals("abcd }", masks.mask("app", "abcd }"));
        assertEquals("a ***.", masks.mask("app", "a -----BEGIN KEY-----\nabcdef\nabcd\n}."));
    }

    @Test
    void everydayWordsStayReadable() {
        masks.add("app", List.of("INFO", "prod", "postgres", "true", "Production", "8080", "zk93-fJq2-71xv"));

        String line = "INFO main - production database postgresql is reached at 18080, ready=true";
        assertEquals(line, masks.mask("app", line));
        assertEquals("the token is ***, at ***", masks.mask("app", "the token is zk93-fJq2-71xv, at 8080"));
    }

    @Test
    void aShortWordIsMaskedWhereItStandsAlone() {
        masks.add("app", List.of("swordfish"));

        assertEquals("postgres://u:***@h/***", masks.mask("app", "postgres://u:swordfish@h/swordfish"));
        assertEquals("swordfishes", masks.mask("app", "swordfishes"));
    }

    @Test
    void aTextThatGoesOnIsCutBeforeTheBeginningOfAValue() {
        masks.add("app", List.of("abcabcabd", "hunter2"));

        assertEquals(2, masks.cut("app", "x abcabcab"));
        assertEquals(5, masks.cut("app", "x abcabcabc"));
        assertEquals(9, masks.cut("app", "x hunter2"));
        assertEquals(2, masks.cut("app", "x h"));
        assertEquals(3, masks.cut("app", "abc"), "There is nothing before it");
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
