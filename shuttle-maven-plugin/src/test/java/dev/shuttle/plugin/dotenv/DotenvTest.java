package dev.shuttle.plugin.dotenv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotenvTest {
    @TempDir
    private Path folder;

    @Test
    void readsWhatOtherProgramsRead() throws Exception {
        assertEquals(
                Map.of("A", "apple-pie", "B", "blueberry", "C", "cr\\anberry", "D", "dat es", "E", "elderberry"),
                read("# settings\nexport A=apple-pie\nB=\"blueberry\"\nC=cr\\anberry\nD='dat es'\nE=elderberry   \n"));
    }

    @Test
    void keepsOrderAndTheLastOfTwo() throws Exception {
        assertEquals(
                List.of("B=3", "A=2"),
                read("B=1\nA=2\nB=3").entrySet().stream().map(Object::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A=|``",
                "A=\"\"|``",
                "A = b|b",
                "  A=b|b",
                "A=b c|b c",
                "A=b # comment|b",
                "A=b#c|b#c",
                "A=# comment|``",
                "A='b' # comment|b",
                "A=it's|it's",
                "A={\"b\": 1}|{\"b\": 1}",
                "A=b=c|b=c",
                "A='$HOME \\n'|$HOME \\n",
                "A=\"\\$HOME\"|$HOME",
                "A=5$|5$",
                "A=\"say \\\"b\\\" \\\\ \\d\"|say \"b\" \\ \\d",
                "A=größer 🚀|größer 🚀"
            })
    void readsAValue(String line, String value) throws Exception {
        assertEquals(Map.of("A", value), read(line + "\n"));
        assertEquals(Map.of("A", value), read(line));
    }

    @Test
    void quotesMaySpanLines() throws Exception {
        assertEquals(
                Map.of("KEY", "one\ntwo=2\n", "OTHER", "three\n#four", "LAST", "x\ny"),
                read("KEY=\"one\ntwo=2\n\"\nOTHER='three\n#four'\nLAST=\"x\\ny\"\n"));
    }

    @Test
    void readsFilesOfWindows() throws Exception {
        assertEquals(Map.of("A", "b", "C", "d\ne"), read("\uFEFFA=b\r\n\r\nC=\"d\r\ne\"\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "export hunter2",
                "=hunter2",
                "1A=hunter2",
                "A-B=hunter2",
                "export A B=hunter2",
                "A=\"hunter2",
                "A='hunter2",
                "A=\"x\"hunter2",
                "A='x'y # hunter2",
                "A=`hunter2`",
                "A=hunter2${B}",
                "A=\"hunter2$B\"",
                "A=hunter2$(id)",
                "A=\"hunter2\\\"",
                "{\"A\": \"hunter2\"}"
            })
    void refusesByNumberALineThatItDoesNotUnderstandAndShowsNothingOfIt(String line) {
        DotenvException refused = assertThrows(DotenvException.class, () -> read("# first\nGOOD=x\n" + line + "\n"));

        assertTrue(refused.getMessage().startsWith("Line 3 of "), refused.getMessage());
        assertFalse(refused.getMessage().contains("hunter2"), refused.getMessage());
    }

    @Test
    void countsTheLinesOfValuesToo() {
        DotenvException refused = assertThrows(DotenvException.class, () -> read("A=\"1\n2\n3\"\nnot understood\n"));

        assertTrue(refused.getMessage().startsWith("Line 4 of "), refused.getMessage());
    }

    @Test
    void aKeyWithoutQuotesIsRefusedAtItsSecondLine() {
        DotenvException refused =
                assertThrows(DotenvException.class, () -> read("KEY=-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n"));

        assertTrue(refused.getMessage().startsWith("Line 2 of "), refused.getMessage());
        assertFalse(refused.getMessage().contains("MC4C"), refused.getMessage());
    }

    @Test
    void readsALongValue() throws Exception {
        String value = "x\n\\n\"".repeat(25_000);

        assertEquals(
                value,
                read("A=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                        .get("A"));
        assertEquals("y".repeat(100_000), read("A=" + "y".repeat(100_000)).get("A"));
    }

    @Test
    void refusesWhatIsNoText() throws Exception {
        Path file = Files.write(folder.resolve(".env"), "A=\u00e4".getBytes(StandardCharsets.ISO_8859_1));

        assertThrows(DotenvException.class, () -> Dotenv.read(file));
        assertThrows(DotenvException.class, () -> Dotenv.read(folder));
        assertThrows(DotenvException.class, () -> Dotenv.read(folder.resolve("none")));
    }

    @Test
    void isKnownByItsName() {
        for (String name : List.of(".env", ".env.local", "test.env")) {
            assertTrue(Dotenv.isNamedSo(Path.of("a", name)), name);
        }
        for (String name : List.of("Secrets.properties", "env", ".envrc")) {
            assertFalse(Dotenv.isNamedSo(Path.of("a", name)), name);
        }
    }

    private Map<String, String> read(String text) throws IOException, DotenvException {
        return Dotenv.read(Files.writeString(folder.resolve(".env"), text));
    }
}
