package dev.shuttle.runtime.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmOptionsTest {
    private static final List<String> OURS = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Dfile.encoding=UTF-8");

    @Test
    void areReadFromTheVariablesOfTheJavaCommandInItsOrder() {
        assertEquals(
                List.of("-Xmx1g", "-Da=b c", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Dx=y z"),
                JvmOptions.in(Map.of(
                        "JDK_JAVA_OPTIONS",
                        "--add-opens java.base/java.lang=ALL-UNNAMED  \"-Dx=y z\"",
                        "JAVA_TOOL_OPTIONS",
                        "-Xmx1g\n -Da='b c'",
                        "OTHER",
                        "-Xmx2g")));
    }

    @ParameterizedTest
    @CsvSource({
        "-Xmx1g, -Xmx512m",
        "-XX:MaxRAMPercentage=75, -Xmx512m",
        "-XX:MaxHeapSize=1g, -Xmx512m",
        "-XX:+UseG1GC, -XX:+UseSerialGC",
        "-XX:+UseZGC, -XX:+UseSerialGC",
        "-XX:-UseSerialGC, -XX:+UseSerialGC",
        "-XX:-ExitOnOutOfMemoryError, -XX:+ExitOnOutOfMemoryError",
        "-XX:+CrashOnOutOfMemoryError, -XX:+ExitOnOutOfMemoryError",
        "-XX:+UsePerfData, -XX:-UsePerfData",
        "-Xshare:off, -Xshare:auto",
        "-Dfile.encoding=COMPAT, -Dfile.encoding=UTF-8"
    })
    void theirsOfAKindWin(String theirs, String left) {
        assertEquals(
                OURS.stream().filter(option -> !option.equals(left)).toList(),
                JvmOptions.without(List.of(theirs), OURS));
    }

    @ParameterizedTest
    @CsvSource({"-Xms256m", "-Xss1m", "-XX:MaxMetaspaceSize=128m", "-javaagent:a.jar", "-Dfile=x", "-verbose:gc"})
    void ofOtherKindsAddToOurs(String theirs) {
        assertEquals(OURS, JvmOptions.without(List.of(theirs), OURS));
    }

    @Test
    void aHeapIsReckonedInBytes() {
        assertEquals(OptionalLong.of(3L << 30), JvmOptions.heap(List.of("-Xmx1g", "-XX:MaxHeapSize=3072M", "-Xms1g")));
        assertEquals(OptionalLong.of(512), JvmOptions.heap(List.of("-Xmx512")));
        assertEquals(OptionalLong.empty(), JvmOptions.heap(List.of("-XX:MaxRAMPercentage=75", "-Xmxlarge")));
    }
}
