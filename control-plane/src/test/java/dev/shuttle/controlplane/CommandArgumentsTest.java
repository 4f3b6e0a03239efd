package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a command may stand before its flags and behind them. */
class CommandArgumentsTest {
    @TempDir
    private Path folder;

    @Test
    void aBackupWithKeysIsWrittenToTheFileBehindTheFlag() throws Exception {
        String file = folder.resolve("new.tgz").toString();

        String nothing = refusal(new BackupCommand(), "--with-keys", file, home());

        assertTrue(nothing.startsWith("There is nothing to back up in "), nothing);
        assertEquals(Command.USAGE, new BackupCommand().run(List.of("--with-keys")));
    }

    @Test
    void oneProjectIsRestoredFromTheFileBehindTheFlags() throws Exception {
        String file = Files.createFile(folder.resolve("old.tgz")).toString();

        String away = refusal(new RestoreCommand(), "--project", "shop", "--as=old", file, home());

        assertTrue(away.startsWith("No control plane runs on "), away);
    }

    @Test
    void aBackupThatIsNotThereIsNamed() {
        String file = folder.resolve("none.tgz").toString();

        assertEquals(
                "There is no file " + file + ": name one that the command backup has written.",
                refusal(new RestoreCommand(), file, home()));
    }

    private String home() {
        return "--home=" + folder.resolve("home");
    }

    private static String refusal(Command command, String... arguments) {
        return String.valueOf(assertThrows(IOException.class, () -> command.run(List.of(arguments)))
                .getMessage());
    }
}
