package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P90D, 2027-02-24T12:00:00Z",
        "90d, 2027-02-24T12:00:00Z",
        "12h, 2026-11-27T00:00:00Z",
        "P1Y2M, 2028-01-26T12:00:00Z",
        "P2W, 2026-12-10T12:00:00Z",
        "PT12H, 2026-11-27T00:00:00Z",
        "P1DT1H, 2026-11-27T13:00:00Z",
        "2027-01-01, 2027-01-01T00:00:00Z",
        "2027-01-01T12:00:00Z, 2027-01-01T12:00:00Z",
        "2027-01-01T12:00:00+01:00, 2027-01-01T11:00:00Z",
    })
    void takesATimeOrHowLong(String text, Instant end) throws Exception {
        assertEquals(end, Expiry.parse(text, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "90", "90D", "P", "P999999999999Y", "PT9999999999999999H", "2027-02-30"})
    void refusesWhatIsNoTime(String text) {
        String refused = refusal(text);

        assertTrue(refused.contains("'" + text + "' is not a valid"), refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P0D", "PT-1H", "P-1D", "2026-11-26", "2020-01-01T00:00:00Z"})
    void refusesWhatIsOver(String text) {
        String refused = refusal(text);

        assertTrue(refused.contains("is in the past"), refused);
    }

    private static String refusal(String text) {
        return String.valueOf(assertThrows(MojoFailureException.class, () -> Expiry.parse(text, NOW))
                .getMessage());
    }
}
