package dev.shuttle.plugin.init;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

        assertEquals(after.replace('|', '\n'), new SourceText(text).annotated(at, ""));
    }

    @Test
    void keepsWindowsLineEndsAndTakesAName() {
        String text = "package a;\r\n\r\nclass App {}\r\n";

        assertEquals(
                "package a;\r\n\r\nimport dev.shuttle.ShuttleService;\r\n\r\n@ShuttleService(name = \"x\")\r\nclass App {}\r\n",
                new SourceText(text).annotated(text.indexOf("class"), "(name = \"x\")"));
    }
}
