package dev.shuttle.plugin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevEnvironmentTest {
    @TempDir
    private Path root;

    @Test
    void hasOfTheShellWhatAnyProgramNeeds() throws Exception {
        Map<String, String> shell =
                Map.of("PATH", "/bin", "LC_ALL", "C", "TZ", "UTC", "GREETING", "hi", "AWS_KEY", "x");

        assertEquals(
                Map.of("PATH", "/bin", "LC_ALL", "C", "TZ", "UTC", "LANG", "C.UTF-8"),
                new DevEnvironment(root, root, shell).with(Map.of()));
    }

    @Test
    void theFileOfTheModuleWinsOverThatOfTheRoot() throws Exception {
        Path module = Files.createDirectory(root.resolve("web"));
        Files.writeString(root.resolve(".env"), "A=root\nB=root\nTZ=Asia/Tokyo\n");
        Files.writeString(module.resolve(".env"), "A=module\n");

        Map<String, String> environment = new DevEnvironment(root, module, Map.of("TZ", "UTC", "LANG", "de_DE.UTF-8"))
                .with(Map.of("A", "resource", "C", "resource"));

        assertEquals(
                Map.of("A", "module", "B", "root", "C", "resource", "TZ", "Asia/Tokyo", "LANG", "de_DE.UTF-8"),
                environment);
    }

    @Test
    void refusesWhatADeployWouldRefuse() throws Exception {
        Files.writeString(root.resolve(".env"), "PORT=80\n");
        LocalRunException reserved =
                assertThrows(LocalRunException.class, () -> new DevEnvironment(root, root, Map.of()).with(Map.of()));
        Files.writeString(root.resolve(".env"), "A=1\nhunter2\n");
        LocalRunException broken =
                assertThrows(LocalRunException.class, () -> new DevEnvironment(root, root, Map.of()).with(Map.of()));

        assertTrue(String.valueOf(reserved.getMessage()).contains("sets PORT"), reserved.getMessage());
        assertTrue(String.valueOf(broken.getMessage()).startsWith("Line 2 of "), broken.getMessage());
        assertFalse(String.valueOf(broken.getMessage()).contains("hunter2"));
    }
}
