package dev.shuttle.controlplane.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaVersionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "21|21",
                "1.8|8",
                "8u392|8",
                "1.8.0_392|8",
                "17.0.15|17",
                "21.0.5-tem|21",
                "25-ea|25",
                "temurin-21.0.2+13|21",
                "temurin-21|21",
                "openjdk64-11.0.2|11",
                "corretto-17.0.5.8.1|17",
                "graalvm-ce-java17-22.3.0|17",
                "22.3.r17-grl|17",
                "[21,)|21",
                "(20,25]|20",
                "[17.0.2,18)|17",
            })
    void findsTheFeatureVersionHoweverItIsWritten(String text, int feature) {
        assertEquals(OptionalInt.of(feature), JavaVersions.feature(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "system", "lts", "${java.version}", "(,21]", "0", "99999"})
    void findsNoneWhereThereIsNone(String text) {
        assertEquals(OptionalInt.empty(), JavaVersions.feature(text));
    }
}
