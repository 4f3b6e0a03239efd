package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Settings come from one place, so that no other reads what the user has not been told of. */
class EnvironmentTest {

    @Test
    void theEnvironmentIsReadByTheCommandAndForWhatIsNoSetting() throws IOException {
        Set<String> readers = new TreeSet<>();
        for (String module : Set.of("control-plane", "os", "resources", "runtime", "protocol")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    if (Files.readString(file).contains("System.getenv")) {
                        readers.add(file.getFileName().toString());
                    }
                }
            }
        }
        // Besides settings: PATH, the time zone, and NOTIFY_SOCKET, which systemd sets.
        assertEquals(
                Set.of("Command.java", "Executables.java", "CleanEnvironment.java", "ServiceManager.java"), readers);
    }
}
