package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretChangesTest {

    private final SecretChanges changes = new SecretChanges();

    @TempDir
    private Path folder;

    @Test
    void readsAFileInUtf8AndItsText() throws Exception {
        changes.read(Files.writeString(folder.resolve("s.properties"), "# mine\nA = grün=blau \nB:2\n"));
        changes.remove("C");

        assertEquals("grün=blau ", changes.values().get("A"));
        assertEquals(List.of("A", "B"), changes.namesSet());
        assertEquals(List.of("C"), changes.namesRemoved());
        assertNull(changes.values().get("C"));
        assertEquals("[A, B, C]", changes.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A-B", "A B", "../x", "Ä"})
    void refusesWhatIsNoName(String name) {
        String refused = refusal(() -> changes.set(name, "x"));

        assertTrue(refused.contains("'" + name + "' is not valid"), refused);
    }

    @Test
    void showsNoNameThatMayBeAValue() {
        String misplaced = "hunter2".repeat(10);

        String refused = refusal(() -> changes.remove("A=hunter2"));
        String longer = refusal(() -> changes.remove(misplaced + "!"));

        assertFalse(refused.contains("hunter2"), refused);
        assertFalse(longer.contains("hunter2"), longer);
    }

    @Test
    void takesAValueUpToItsBoundAndNoneBeyond() throws Exception {
        changes.set("A", "ü".repeat(SecretChanges.MAX_VALUE / 2));

        assertThrows(MojoFailureException.class, () -> changes.set("B", "ü".repeat(SecretChanges.MAX_VALUE / 2) + "x"));
        assertThrows(MojoFailureException.class, () -> changes.set("B", ""));
        assertEquals(List.of("A"), changes.namesSet());
    }

    @Test
    void refusesToSetAndRemoveTheSame() throws Exception {
        changes.set("A", "secret-value");

        String refused = refusal(() -> changes.remove("A"));

        assertFalse(refused.contains("secret-value"), refused);
    }

    @Test
    void saysWhatAFileLacks() throws Exception {
        Path none = folder.resolve("none");
        Path empty = Files.writeString(folder.resolve("empty"), "# nothing\n");
        Path broken = Files.writeString(folder.resolve("broken"), "A=secret\\uXYZ\n");

        assertTrue(refusal(() -> changes.read(none)).startsWith("There is no file " + none));
        assertTrue(refusal(() -> changes.read(empty)).contains("has no secrets"));
        String message = refusal(() -> changes.read(broken));
        assertTrue(message.contains("is not valid"), message);
        assertFalse(message.contains("secret\\u"), message);
    }

    @Test
    void readsADotenvFileByItsName() throws Exception {
        changes.read(Files.writeString(folder.resolve("some.env"), "export A=\"one\ntwo\" # mine\n"));

        assertEquals("one\ntwo", changes.values().get("A"));
    }

    @Test
    void showsNothingOfAFileThatItMisreads() throws Exception {
        String key = "KEY=\"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHunter\n-----END PRIVATE KEY-----\n\"\n";
        Path file = Files.writeString(folder.resolve("secrets.properties"), key);
        Path bare = Files.writeString(folder.resolve(".env"), "A=1\nMC4CAQAwBQYDK2VwBCIEIHunter\n");

        String misread = refusal(() -> changes.read(file));
        String refused = refusal(() -> changes.read(bare));

        assertFalse(misread.contains("MC4C") || misread.contains("KEY"), misread);
        assertTrue(refused.startsWith("Line 2 of "), refused);
        assertFalse(refused.contains("MC4C"), refused);
    }

    private static String refusal(Executable change) {
        return String.valueOf(assertThrows(MojoFailureException.class, change).getMessage());
    }
}
