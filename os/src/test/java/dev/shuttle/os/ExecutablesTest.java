package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutablesTest {

    @Test
    void takesTheFirstFileThatCanBeExecuted(@TempDir Path folder) throws Exception {
        Path directory = Files.createDirectories(folder.resolve("first/tool")).getParent();
        Path plain = Files.createDirectories(folder.resolve("second"));
        Files.writeString(plain.resolve("tool"), "");
        Path last = Files.createDirectories(folder.resolve("third"));
        Path tool = Files.writeString(last.resolve("tool"), "");
        assertTrue(tool.toFile().setExecutable(true));
        assertEquals(Optional.of(tool), Executables.find("tool", "relative::" + directory + ":" + plain + ":" + last));
        assertEquals(Optional.empty(), Executables.find("tool", "relative::" + directory + ":" + plain));
    }

    @Test
    void aPathHasNoDirectoriesThatAreElsewhereForEachProgram() {
        assertEquals("/usr/bin:/bin", Executables.absolute(":/usr/bin:.:tools:/bin:"));
        assertEquals("/usr/local/bin:/usr/bin:/bin", Executables.absolute(":."));
    }

    @Test
    void findsTheShell() {
        assertTrue(Executables.find("sh").isPresent());
    }
}
