package dev.shuttle.controlplane.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shuttle.controlplane.fault.InvalidException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpHeadersTest {
    @Test
    void namesAndValuesAreReadAsSdksReadThem() {
        assertEquals(
                Map.of("Authorization", "Bearer a+b==", "x-tenant", "7"),
                OtlpHeaders.parse("Authorization=Bearer%20a+b==, x-tenant=7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SECRETVALUE", "a b=SECRETVALUE", "a=SECRET%0d%0aVALUE", "a=%zz", "a=", "Host=SECRETVALUE"})
    void whatIsNoHeaderIsRefusedWithoutItsValue(String text) {
        InvalidException refused = assertThrows(InvalidException.class, () -> OtlpHeaders.parse(text));
        assertFalse(String.valueOf(refused.getMessage()).contains("SECRET"), refused.getMessage());
    }
}
