package dev.shuttle.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyScopeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"admin", "deploy:shop", "deploy:shop,blog", "deploy:*", "read:shop", "read:blog,shop", "read:*"})
    void isReadAsItIsWritten(String text) {
        assertEquals(text, KeyScope.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "deploy",
                "deploy:",
                "deploy:shop,",
                "deploy:*,shop",
                "deploy:shop, blog",
                "write:shop",
                "admin:*",
                "deploy:a:b"
            })
    void whatIsNoneIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> KeyScope.parse(text));
    }

    @Test
    void namesABoundedNumberOfProjects() {
        String many = IntStream.range(0, 51).mapToObj(i -> "p" + i).collect(Collectors.joining(","));
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> KeyScope.parse("read:" + many))
                        .getMessage());
        assertTrue(message.contains("at most 50 projects"), message);
    }

    @Test
    void seesItsProjectsOnly() {
        assertTrue(KeyScope.parse("deploy:shop,blog").sees("blog"));
        assertFalse(KeyScope.parse("deploy:shop,blog").sees("other"));
        assertTrue(KeyScope.parse("read:*").sees("other"));
        assertFalse(KeyScope.parse("deploy:*").isAdmin());
        assertEquals(
                "deploy, change and delete shop, blog",
                KeyScope.parse("deploy:shop,blog").describe());
    }
}
