package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;

class BuildOptionsTest {

    @Test
    void nothingIsSentWhereNothingIsAskedFor() throws Exception {
        assertNull(BuildOptions.arguments(false, "package", null));
    }

    @Test
    void testsPhaseAndArgumentsGoAlong() throws Exception {
        assertEquals("-DskipTests=false verify -Pit", BuildOptions.arguments(true, "verify", "-Pit"));
        assertEquals("-Pit", BuildOptions.arguments(false, "package", "-Pit"));
    }

    @Test
    void anotherPhaseIsRefused() {
        String message = assertThrows(MojoFailureException.class, () -> BuildOptions.arguments(false, "install", null))
                .getMessage();
        assertEquals("-Dshuttle.phase is \"install\", but must be package or verify.", message);
    }
}
