package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTest {

    @Test
    void aSecretGoesToAFileOfItsOwnerOnly(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("new/key");
        Result result = new Result(Result.Form.TEXT, file, new SystemStreamLog());
        result.print(Map.of(), List.of("anyone may read this"));

        result.printSecret(Map.of(), List.of("a secret"));

        assertEquals(List.of("a secret"), Files.readAllLines(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
}
