package dev.shuttle.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {

    @Test
    void itIsForOurOwnEyesAlsoIfAnEarlierVersionMadeIt(@TempDir Path folder) throws IOException {
        for (String name : new String[] {"new.log", "old.log"}) {
            Path file = folder.resolve(name);
            if (name.startsWith("old")) {
                Files.writeString(file, "STATEMENT: insert into cards values ('4111…')\n");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }

            new ServerLog(file).rotate();

            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file), name);
        }
    }
}
