package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds that go wrong in a JVM that is kept, or on purpose: the next build of the project is right each time. */
class ResidentFaultsTest extends ResidentFixture {

    @Test
    void aForgedResultIsRefusedAndGoneWithItsBuild() throws Exception {
        leaking("nothing");
        build();
        begin();
        leaking("forge");
        String message =
                assertThrows(BuildFailedException.class, this::builtAll).getMessage();
        assertTrue(message.contains("\"/etc/passwd\" (module.0.artifact)"), message);
        isRightAfterwards();
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({"exit, did not finish it", "memory, ran out of memory"})
    void theBuilderEndsWithTheBuildThatBrokeIt(String what, String said) throws Exception {
        source(".mvn/jvm.config", "-Xmx192m");
        leaking("nothing");
        build();
        begin();
        source(".mvn/jvm.config", "-Xmx192m");
        leaking(what);
        assertThrows(BuildFailedException.class, this::builtAll);
        assertTrue(output.stream().anyMatch(line -> line.contains(said)), output.toString());
        assertEquals(List.of(), BuildProcess.marked(home.resolve("builds/app")));
        isRightAfterwards();
    }

    @ParameterizedTest
    @Tag("full")
    @ValueSource(strings = {"logging", "flood", "bomb"})
    void whatChangesNothingForTheNextBuildKeepsTheBuilder(String what) throws Exception {
        leaking("nothing");
        build();
        long jvm = jvm();
        begin();
        leaking(what);
        build();
        assertTrue(output.size() < 30_000, "lines are cut: " + output.size());
        assertEquals(List.of(jvm), BuildProcess.marked(home.resolve("builds/app")), "It alone is left: " + output);
        isRightAfterwards();
        assertEquals(jvm, jvm(), "It runs in the same JVM: " + output);
    }

    private void isRightAfterwards() throws Exception {
        begin();
        leaking("nothing");
        source("src/main/resources/after.txt", "right");
        BuiltModule module = build();
        assertEquals("right", Files.readString(module.classes().resolve("after.txt")));
        assertTrue(output.stream().anyMatch(line -> line.contains("BUILD SUCCESS")), output.toString());
    }
}
