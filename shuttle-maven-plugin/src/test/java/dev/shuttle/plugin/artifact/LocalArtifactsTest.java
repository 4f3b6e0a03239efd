package dev.shuttle.plugin.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalArtifactsTest {

    private static final String JAR = ".jar";
    private static final String POM = ".pom";

    @TempDir
    private Path folder;

    private Path root = Path.of("");
    private TestMaven maven;

    @BeforeEach
    void start() throws Exception {
        maven = new TestMaven(folder);
        root = Files.createDirectories(folder.resolve("app"));
    }

    @AfterEach
    void stop() {
        maven.close();
    }

    @Test
    void anInstalledDependencyGoesAlongWithAllThatOnlyExistsHere() throws Exception {
        maven.install("own:parent:1", "<packaging>pom</packaging>" + managed(imported("own:bom:1")))
                .install("own:bom:1", "<packaging>pom</packaging>" + managed(dependency("own:deep:2-SNAPSHOT")))
                .install("own:deep:2-SNAPSHOT", "")
                .download("pub:known:1", "")
                .install(
                        "own:lib:1-SNAPSHOT",
                        parent("own:parent:1")
                                + "<dependencies><dependency><groupId>own</groupId><artifactId>deep</artifactId>"
                                + "</dependency>" + dependency("pub:known:1") + "</dependencies>")
                .install("own:unused:1", "");
        pom("com.example:app:1", dependencies(dependency("own:lib:1-SNAPSHOT")));

        assertEquals(
                List.of(
                        "own/bom/1/bom-1.pom",
                        "own/deep/2-SNAPSHOT/deep-2-SNAPSHOT.jar",
                        "own/deep/2-SNAPSHOT/deep-2-SNAPSHOT.pom",
                        "own/lib/1-SNAPSHOT/lib-1-SNAPSHOT.jar",
                        "own/lib/1-SNAPSHOT/lib-1-SNAPSHOT.pom",
                        "own/parent/1/parent-1.pom"),
                found());
    }

    @Test
    void whatIsFromARepositoryStays() throws Exception {
        maven.download("pub:deep:1", "").download("pub:lib:1", dependencies(dependency("pub:deep:1")));
        pom("com.example:app:1", dependencies(dependency("pub:lib:1") + dependency("pub:never-fetched:1")));

        assertEquals(List.of(), found());
    }

    @Test
    void anInstalledVersionThatIsManagedInsteadOfAPublicOneGoesAlong() throws Exception {
        maven.download("pub:lib:1", dependencies(dependency("pub:deep:1"))).install("pub:deep:1-patched", "");
        pom("com.example:app:1", managed(dependency("pub:deep:1-patched")) + dependencies(dependency("pub:lib:1")));

        assertEquals(both("pub/deep/1-patched/deep-1-patched"), found());
    }

    @Test
    void anInstalledParentAndAnImportedBomGoAlong() throws Exception {
        maven.install("own:grand:1", "<packaging>pom</packaging>")
                .install("own:parent:1", "<packaging>pom</packaging>" + parent("own:grand:1"))
                .install("own:bom-parent:7", "<packaging>pom</packaging>")
                .install("own:bom:3", "<packaging>pom</packaging>" + parent("own:bom-parent:7"));
        pom(
                "com.example:app:1",
                parent("own:parent:1") + "<properties><bom>3</bom></properties>" + managed(imported("own:bom:${bom}")));

        assertEquals(
                List.of(
                        "own/bom-parent/7/bom-parent-7.pom",
                        "own/bom/3/bom-3.pom",
                        "own/grand/1/grand-1.pom",
                        "own/parent/1/parent-1.pom"),
                found());
    }

    @Test
    void aParentOutsideOfTheTreeGoesAlongAsItLiesThere() throws Exception {
        maven.install("own:parent:1", "<packaging>pom</packaging><description>stale</description>");
        Path parent = Files.createDirectories(folder.resolve("parent")).resolve("pom.xml");
        Files.writeString(parent, TestMaven.pom("own:parent:1", "<packaging>pom</packaging>"));
        pom(
                "com.example:app:1",
                "<parent><groupId>own</groupId><artifactId>parent</artifactId><version>1</version>"
                        + "<relativePath>../parent/pom.xml</relativePath></parent>");

        List<LocalFile> found = find();

        assertEquals(
                List.of("own/parent/1/parent-1.pom"),
                found.stream().map(LocalFile::place).toList());
        assertEquals(parent.toRealPath(), found.get(0).file());
    }

    @Test
    void modulesOfTheReactorAndShuttlesOwnStay() throws Exception {
        maven.install("com.example:lib:1", "").install("dev.shuttle:shuttle-annotations:9", "");
        pom(
                "com.example:app:1",
                "<packaging>pom</packaging><modules><module>lib</module><module>web</module></modules>");
        module("lib", "com.example:lib:1", "");
        module(
                "web",
                "com.example:web:1",
                dependencies(dependency("com.example:lib:1") + dependency("dev.shuttle:shuttle-annotations:9")));

        assertEquals(List.of(), found());
    }

    @Test
    void anInstalledPluginGoesAlongWithItsDependencies() throws Exception {
        maven.install("own:deep:1", "").install("own:own-maven-plugin:1", dependencies(dependency("own:deep:1")));
        pom(
                "com.example:app:1",
                "<build><plugins><plugin><groupId>own</groupId><artifactId>own-maven-plugin</artifactId>"
                        + "<version>1</version></plugin></plugins></build>");

        assertEquals(
                List.of(
                        "own/deep/1/deep-1.jar",
                        "own/deep/1/deep-1.pom",
                        "own/own-maven-plugin/1/own-maven-plugin-1.jar",
                        "own/own-maven-plugin/1/own-maven-plugin-1.pom"),
                found());
    }

    @Test
    void aRepositoryWithoutNotesIsReadByItsMetadata() throws Exception {
        maven.install("own:lib:1", "").install("own:snap:1-SNAPSHOT", "").download("pub:lib:1", "");
        for (Path each : maven.files()) {
            if (each.endsWith("_remote.repositories")) {
                Files.delete(each);
            }
        }
        pom(
                "com.example:app:1",
                dependencies(dependency("own:lib:1") + dependency("own:snap:1-SNAPSHOT") + dependency("pub:lib:1")));

        assertEquals(
                List.of(
                        "own/lib/1/lib-1.jar",
                        "own/lib/1/lib-1.pom",
                        "own/snap/1-SNAPSHOT/snap-1-SNAPSHOT.jar",
                        "own/snap/1-SNAPSHOT/snap-1-SNAPSHOT.pom"),
                found());
    }

    @Test
    void tooMuchIsRefusedAndNamed() throws Exception {
        maven.install("own:lib:1", "");
        pom("com.example:app:1", dependencies(dependency("own:lib:1")));

        String message =
                assertThrows(TooLargeException.class, () -> finder().find(5)).toString();

        assertTrue(message.contains("own:lib:1") && message.contains("at most 5 B"), message);
    }

    private List<String> found() throws Exception {
        return find().stream().map(LocalFile::place).toList();
    }

    private List<LocalFile> find() throws Exception {
        long before = count();
        List<LocalFile> found = finder().find();
        assertEquals(before, count(), "The local repository was written to");
        return found;
    }

    private LocalArtifacts finder() throws Exception {
        return new LocalArtifacts(maven.repositories(), maven.session(), maven.reactor(root.resolve("pom.xml")), root);
    }

    private long count() throws IOException {
        return maven.files().size();
    }

    private void pom(String id, String more) throws IOException {
        Files.writeString(root.resolve("pom.xml"), TestMaven.pom(id, more));
    }

    private void module(String name, String id, String more) throws IOException {
        Path module = Files.createDirectories(root.resolve(name));
        Files.writeString(module.resolve("pom.xml"), TestMaven.pom(id, more));
    }

    private static List<String> both(String file) {
        return List.of(file + JAR, file + POM);
    }

    private static String dependency(String id) {
        return "<dependency>" + coordinates(id) + "</dependency>";
    }

    private static String imported(String id) {
        return "<dependency>" + coordinates(id) + "<type>pom</type><scope>import</scope></dependency>";
    }

    private static String parent(String id) {
        return "<parent>" + coordinates(id) + "<relativePath/></parent>";
    }

    private static String dependencies(String all) {
        return "<dependencies>" + all + "</dependencies>";
    }

    private static String managed(String all) {
        return "<dependencyManagement>" + dependencies(all) + "</dependencyManagement>";
    }

    private static String coordinates(String id) {
        String[] gav = id.split(":", -1);
        return "<groupId>" + gav[0] + "</groupId><artifactId>" + gav[1] + "</artifactId><version>" + gav[2]
                + "</version>";
    }
}
