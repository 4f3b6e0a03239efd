package dev.shuttle.plugin.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PassedVariablesTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("B", "2\n\"", "A", "1", "TOKEN", "hunter2");

    @Test
    void areThoseThatAreNamedAndNoOther() throws Exception {
        PassedVariables passed = PassedVariables.of(" B, A,", ENVIRONMENT);

        assertEquals("{\"A\":\"1\",\"B\":\"2\\n\\\"\"}", passed.json());
        assertEquals("A, B", passed.toString());
        assertEquals(Map.of(), PassedVariables.of(null, ENVIRONMENT).values());
    }

    @Test
    void oneThatIsNotSetIsNamed() {
        String message = assertThrows(MissingVariableException.class, () -> PassedVariables.of("A,NUMBER", ENVIRONMENT))
                .getMessage();

        assertEquals("-Dshuttle.buildEnv names NUMBER, not set in this environment. Set it, or leave it out.", message);
    }
}
