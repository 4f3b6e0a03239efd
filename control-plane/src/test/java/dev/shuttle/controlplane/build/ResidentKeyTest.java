package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.jdk.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResidentKeyTest {

    @TempDir
    Path folder;

    private Path workspace;

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = Files.createDirectory(folder.resolve("workspace"));
    }

    @ParameterizedTest
    @CsvSource({
        ".mvn/jvm.config, -Xmx300m",
        ".mvn/extensions.xml, <extensions/>",
        ".shuttle/build-env.json, '{\"BUILD_NUMBER\": \"42\"}'",
    })
    void aBuildThatWouldStartItsJvmInAnotherWayHasAnotherKey(String file, String content) throws Exception {
        String before = ResidentKey.of(request(), workspace, 1L << 30);
        write(file, content);

        assertNotEquals(before, ResidentKey.of(request(), workspace, 1L << 30));
    }

    @Test
    void sourcesAndArgumentsAreOfEachBuild() throws Exception {
        String before = ResidentKey.of(request(), workspace, null);
        write("pom.xml", "<project/>");
        write(".mvn/maven.config", "-Pprod");

        assertEquals(before, ResidentKey.of(request("-Dskip"), workspace, null));
        assertNotEquals(before, ResidentKey.of(request(), workspace, 1L << 30), "The heap is the JVM's");
        Files.move(workspace, workspace.resolveSibling("moved"));
        Files.createDirectory(workspace);
        assertNotEquals(before, ResidentKey.of(request(), workspace, null), "So is its directory");
    }

    @Test
    void aBuildThatLogsInAnotherWayOrChangesMavenItselfHasAJvmOfItsOwn() throws Exception {
        assertEquals(Optional.empty(), unfit(workspace, "-Pprod", "-e"));
        assertEquals(Optional.of("-X changes how Maven logs"), unfit(workspace, "-X"));
        assertTrue(unfit(workspace.resolve("x".repeat(100))).isPresent(), "No socket has so long a path");
        write(".mvn/extensions.xml", "<extensions><extension><version>1-SNAPSHOT</version></extension></extensions>");
        assertEquals(Optional.of(".mvn/extensions.xml names a snapshot"), unfit(workspace));
        write(".mvn/maven.config", "-q");
        assertEquals(Optional.of("-q changes how Maven logs"), unfit(workspace));
    }

    private Optional<String> unfit(Path scratch, String... arguments) throws IOException {
        return ResidentKey.unfit(request(arguments), workspace, scratch);
    }

    private BuildRequest request(String... arguments) {
        return new BuildRequest(
                "app",
                "d1",
                Jdk.own(),
                workspace,
                List.of(arguments),
                new ListedLines(new ArrayList<>()),
                Duration.ofMinutes(1));
    }

    private void write(String name, String content) throws IOException {
        Path file = workspace.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
