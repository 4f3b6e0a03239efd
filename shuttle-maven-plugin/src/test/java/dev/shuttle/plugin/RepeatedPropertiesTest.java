package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatedPropertiesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                " shuttle:env -Dshuttle.set=A=1 -Dshuttle.set=B=2",
                "-Dshuttle.set=A -B shuttle:secrets -Dshuttle.set",
                "-Dshuttle.add=postgres:default shuttle:resources -Dshuttle.add=redis:default",
            })
    void changesOfWhichMavenKeepsTheLastAreRefused(String line) {
        String fault = RepeatedProperties.fault(line).orElseThrow();

        assertTrue(fault.contains("is given more than once, and Maven keeps the last only"), fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shuttle:env -Dshuttle.set=A=1 -Dshuttle.unset=B",
                "shuttle:env -Dshuttle.set=A=-Dshuttle.set=B",
                "shuttle:keys -Dshuttle.setting=1 -Dshuttle.set=1",
            })
    void othersAreTaken(String line) {
        assertEquals(Optional.empty(), RepeatedProperties.fault(line));
        assertEquals(Optional.empty(), RepeatedProperties.fault(null));
    }
}
