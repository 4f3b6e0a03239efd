package dev.shuttle.plugin.init;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTextTest {

    @ParameterizedTest
    @CsvSource({
        "'package a;|import b.B;|import org.O;|/** It. */|@O|class App {}',"
                + " 'package a;|import b.B;|import dev.shuttle.ShuttleService;|import org.O;|/** It. */|@ShuttleService|@O|class App {}'",
        "'package a;||import org.O;|import static a.B.c;||class App {}',"
                + " 'package a;||import dev.shuttle.ShuttleService;|import org.O;|import static a.B.c;||@ShuttleService|class App {}'",
        "'package a;||import static a.B.c;||class App {}',"
                + " 'package a;||import dev.shuttle.ShuttleService;||import static a.B.c;||@ShuttleService|class App {}'",
        "'package a; // here||class App {}',"
                + " 'package a; // here||import dev.shuttle.ShuttleService;||@ShuttleService|class App {}'",
        "'class App {}', 'import dev.shuttle.ShuttleService;||@ShuttleService|class App {}'",
        "'package a;|import dev.shuttle.*;|class App {}', 'package a;|import dev.shuttle.*;|@ShuttleService|class App {}'",
        "'package a;|import b.ShuttleService;|class App {}',"
                + " 'package a;|import b.ShuttleService;|@dev.shuttle.ShuttleService|class App {}'",
    })
    void getsAnnotationAndImportWhereTheyBelong(String before, String after) {
        String text = before.replace('|', '\n');
        int at = Math.max(text.indexOf("@O"), 0);
        at = at > 0 ? at : text.indexOf("class App");

        assertEquals(after.replace('|', '\n'), java(text).annotated(at, "", List.of()));
    }

    @Test
    void keepsWindowsLineEndsAndTakesAName() {
        String text = "package a;\r\n\r\nclass App {}\r\n";

        assertEquals(
                "package a;\r\n\r\nimport dev.shuttle.ShuttleService;\r\n\r\n@ShuttleService(name = \"x\")\r\nclass App {}\r\n",
                java(text).annotated(text.indexOf("class"), "(name = \"x\")", List.of()));
    }

    @Test
    void getsTheAnnotationsOfResourcesToo() {
        String text = "package a;|import b.Redis;|@O|class App {}".replace('|', '\n');

        assertEquals(
                "package a;|import b.Redis;|import dev.shuttle.Postgres;|import dev.shuttle.ShuttleService;|@ShuttleService|@Postgres|@dev.shuttle.Redis|@O|class App {}",
                java(text)
                        .annotated(text.indexOf("@O"), "", List.of("Postgres", "Redis"))
                        .replace('\n', '|'));
    }

    @Test
    void anImportInKotlinHasNoSemicolon() {
        String text = "package a|import b.B|import b.C as D|object App {}".replace('|', '\n');
        SourceText kotlin = SourceText.of(Path.of("App.kt"), text);

        assertEquals(
                "package a|import b.B|import b.C as D|import dev.shuttle.ShuttleService|@ShuttleService|object App {}",
                kotlin.annotated(text.indexOf("object"), "", List.of()).replace('\n', '|'));
    }

    private static SourceText java(String text) {
        return SourceText.of(Path.of("App.java"), text);
    }
}
