package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentChangesTest {
    private final EnvironmentChanges changes = new EnvironmentChanges();

    @TempDir
    private Path folder;

    @Test
    void takesFileSetAndUnsetTogether() throws Exception {
        changes.read(Files.writeString(folder.resolve("any"), "A=1\nB='2 3'\n"));
        changes.set("C=x=y");
        changes.set("D=");
        changes.unset("E, F");

        assertEquals(List.of("A", "B", "C", "D"), changes.namesSet());
        assertEquals(List.of("E", "F"), changes.namesRemoved());
        assertEquals("x=y", changes.values().get("C"));
        assertEquals("", changes.values().get("D"));
    }

    @Test
    void refusesWhatIsNoAssignmentWithoutShowingIt() {
        for (String none : List.of("hunter2", "=hunter2", "")) {
            MojoFailureException refused = assertThrows(MojoFailureException.class, () -> changes.set(none));
            assertFalse(String.valueOf(refused.getMessage()).contains("hunter2"));
        }
    }

    @Test
    void refusesTwoChangesOfOneVariable() throws Exception {
        changes.set("A=1");

        assertThrows(MojoFailureException.class, () -> changes.unset("A"));
        assertThrows(MojoFailureException.class, () -> changes.set("A=2"));
    }
}
