package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTest {

    /** As with -q, by which Maven's log shows errors only. */
    @Test
    void aQuietLogLeavesTheResultOnStandardOutput() throws Exception {
        Log quiet = new SystemStreamLog() {
            @Override
            public boolean isInfoEnabled() {
                return false;
            }
        };

        assertEquals("A=1\n", printed(Result.of("text", null, quiet)));
        assertEquals("[info] A=1\n", printed(Result.of("text", null, new SystemStreamLog())));
        assertEquals("{}\n", printed(Result.of("json", null, quiet)));
    }

    private static String printed(Result result) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            result.tell(Map.of(), List.of("A=1"));
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

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
