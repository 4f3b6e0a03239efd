package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BuildFailureExplainerTest {
    private final BuildFailureExplainer complaint =
            new BuildFailureExplainer(Path.of("/w"), new Toolchain("17", "3.9", "1"));

    @Test
    void namesAFullDiskWhateverElseMavenSays() {
        complaint.take("[ERROR] Failed to execute goal: error: error while writing App: No space left on device");
        complaint.take("[ERROR] /w/src/App.java:[3,1] cannot find symbol");
        assertTrue(complaint.message(1).startsWith("The server's disk is full"), complaint.message(1));
    }

    @Test
    void namesAFullHeapAndWhatToDo() {
        complaint.take("java.lang.OutOfMemoryError: Java heap space");
        assertTrue(complaint.message(1).contains("-Xmx2g"), complaint.message(1));
    }

    @Test
    void saysThatABuildWasKilled() {
        complaint.take("[INFO] Compiling 3 source files");
        assertTrue(complaint.message(137).startsWith("The build was killed"), complaint.message(137));
    }
}
