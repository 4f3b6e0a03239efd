package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shuttle.plugin.artifact.TestMaven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReactorRootTest {

    @TempDir
    private Path folder;

    private Path all = Path.of("");
    private TestMaven maven;

    @BeforeEach
    void aBuildOfThreeModules() throws Exception {
        maven = new TestMaven(folder);
        all = Files.createDirectories(folder.resolve("all")).toRealPath();
        pom("", "own:all:1", "<packaging>pom</packaging><modules><module>base</module><module>web</module></modules>");
        pom("base", "own:base:1", "<packaging>pom</packaging>" + parent("all", "../pom.xml"));
        pom("web", "own:web:1", parent("base", "../base/pom.xml"));
    }

    @AfterEach
    void stop() {
        maven.close();
    }

    @Test
    void isWhereMavenWasStarted() throws Exception {
        assertEquals(all, of(all));
    }

    @Test
    void aModuleOfALargerBuildIsRefusedAndToldWhereToRun() {
        Path web = all.resolve("web");

        assertEquals(
                "This is a module of the build in " + all + ", and only " + web + " would be uploaded. Run the goal in "
                        + all + ", with -pl web if it has several services.",
                assertThrows(MojoFailureException.class, () -> of(web)).getMessage());
    }

    @Test
    void aParentOutsideThatDoesNotBuildItIsNoHindrance() throws Exception {
        pom("../app", "own:app:1", parent("base", "../all/base/pom.xml"));

        assertEquals(folder.toRealPath().resolve("app"), of(folder.resolve("app")));
    }

    @Test
    void aModuleWithoutAParentIsItsOwnRoot() throws Exception {
        pom("web", "own:web:1", "");

        assertEquals(all.resolve("web"), of(all.resolve("web")));
    }

    private Path of(Path started) throws Exception {
        return ReactorRoot.of(started, maven.reactor(started.resolve("pom.xml")));
    }

    private void pom(String name, String id, String more) throws IOException {
        Path module = Files.createDirectories(all.resolve(name).normalize());
        Files.writeString(module.resolve("pom.xml"), TestMaven.pom(id, more));
    }

    private static String parent(String artifact, String path) {
        return "<parent><groupId>own</groupId><artifactId>" + artifact
                + "</artifactId><version>1</version><relativePath>" + path + "</relativePath></parent>";
    }
}
