package dev.shuttle.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "hello", "a1", "my-app-2", "a--b"})
    void takesLabelsOfTheDns(String name) {
        assertEquals(name, new ProjectName(name).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "-a", "a-", "A", "a_b", "a.b", "a\n", "ä", "api", "console", "www", "shuttle"})
    void refusesTheRest(String name) {
        BadProjectNameException refused = assertThrows(BadProjectNameException.class, () -> new ProjectName(name));

        assertEquals(name, refused.name());
    }

    @Test
    void refusesTheSixtyFourthCharacter() {
        assertEquals(63, new ProjectName("a".repeat(63)).value().length());
        assertThrows(BadProjectNameException.class, () -> new ProjectName("a".repeat(64)));
    }

    @ParameterizedTest
    @CsvSource({
        "Hello_World, hello-world",
        "com.example.Shop, com-example-shop",
        "2048-game, game",
        "Müller & Söhne-, muller-sohne",
        "api, api-app",
        "WWW, www-app",
    })
    void suggestsWhatComesNearest(String text, String name) {
        assertEquals(Optional.of(new ProjectName(name)), ProjectName.suggestion(text));
    }

    @Test
    void suggestsNothingWhereNothingIsLeft() {
        assertEquals(Optional.empty(), ProjectName.suggestion("42_!"));
        assertEquals(
                63,
                ProjectName.suggestion("x".repeat(200)).orElseThrow().value().length());
    }

    @Test
    void saysWhyAndWhatWouldDo() {
        assertEquals(
                "'Admin Console' is not a valid project name: use 1 to 63 of a-z, 0-9 and hyphens, starting with a "
                        + "letter and not ending with a hyphen. 'admin-console' would be valid.",
                new BadProjectNameException("Admin Console").getMessage());
        assertEquals(
                "'api' is not a valid project name: it is reserved. 'api-app' would be valid.",
                new BadProjectNameException("api").getMessage());
    }

    @Test
    void isAPlainTextInJson() throws Exception {
        assertEquals("\"shop\"", Json.MAPPER.writeValueAsString(new ProjectName("shop")));
        assertEquals(new ProjectName("shop"), Json.MAPPER.readValue("\"shop\"", ProjectName.class));
    }
}
