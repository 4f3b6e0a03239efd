package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildNotesTest {

    @TempDir
    Path temp;

    private Path workspace = Path.of("");

    @BeforeEach
    void realWorkspace() throws IOException {
        workspace = temp.toRealPath();
        write("pom.xml", "<project><artifactId>app</artifactId></project>");
    }

    @Test
    void saysNothingOfAnOrdinaryProject() throws Exception {
        write("src/main/resources/a.properties", "a=${env.NOT_FILTERED}");

        assertEquals(List.of(), BuildNotes.of(workspace, List.of("-Pprod"), List.of("-Pprod")));
    }

    @Test
    void namesTheVariablesThatPomsAndFilteredResourcesMention() throws Exception {
        write(
                "web/pom.xml",
                "<project><version>${env.REVISION}</version><x>${env.HOME}</x><filtering>true</filtering></project>");
        write("web/src/main/resources/a.properties", "a=${env.NUMBER}\nb=@env.OTHER@\nc=${env.GIVEN}");
        write(BuildVariables.FILE, "{\"GIVEN\": \"1\"}");

        String note = BuildNotes.of(workspace, List.of(), List.of()).get(0);

        assertTrue(
                note.endsWith(": NUMBER, OTHER, REVISION. To send their values of your machine, deploy with"
                        + " -Dshuttle.buildEnv=NUMBER,OTHER,REVISION."),
                note);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-s\n.mvn/settings.xml",
                "-s .mvn/settings.xml",
                "--settings=.mvn/settings.xml",
                "-s.mvn/settings.xml",
                "-T2 -s ${maven.multiModuleProjectDirectory}/.mvn/settings.xml"
            })
    void aSettingsFileOfTheProjectGivesItsProfilesAndNothingElse(String config) throws Exception {
        write(".mvn/maven.config", config);
        write(
                ".mvn/settings.xml",
                "<settings><mirrors><mirror><id>m</id></mirror></mirrors><servers><server><password>p</password></server>"
                        + "</servers><profiles><profile><id>house</id></profile></profiles>"
                        + "<activeProfiles><activeProfile>house</activeProfile></activeProfiles></settings>");

        String kept = ProjectSettings.in(workspace).profiles().orElseThrow();

        assertTrue(kept.contains("<profile><id>house</id></profile>") && kept.contains("<activeProfile>house"), kept);
        assertFalse(kept.contains("mirror") || kept.contains("server"), kept);
        assertTrue(note().startsWith("The build uses the profiles of "), note());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../settings.xml",
                "missing.xml",
                "pom.xml/x",
                "entities.xml",
                "bad.xml",
                "link.xml"
            })
    void aSettingsFileThatIsElsewhereOrNoneIsSaidToBeUnused(String name) throws Exception {
        write(".mvn/maven.config", "--settings " + name);
        write("entities.xml", "<!DOCTYPE s [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><settings>&e;</settings>");
        write("bad.xml", "<settings>");
        Files.createSymbolicLink(workspace.resolve("link.xml"), Path.of("/etc/hosts"));

        assertTrue(ProjectSettings.in(workspace).profiles().isEmpty());
        assertTrue(note().startsWith("The build does not use " + name), note());
    }

    @Test
    void optionsOfTheProjectsJvmConfigWin() {
        List<String> ours = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1000");

        assertEquals(ours, JvmConfig.giveWay(ours, List.of("-XX:-UseSerialGC", "-Dx=-Xmx1", "-XX:+UseNUMA")));
        assertEquals(List.of("-XX:TieredStopAtLevel=1", "-Xmx1000"), JvmConfig.giveWay(ours, List.of("-XX:+UseZGC")));
        for (String heap : List.of("-Xms2g", "-Xmx2g", "-XX:MaxRAMPercentage=50", "-XX:MaxHeapSize=1g")) {
            assertEquals(
                    List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), JvmConfig.giveWay(ours, List.of(heap)));
        }
    }

    @Test
    void variablesThatNoProcessCanHaveOrThatAreTheServersAreRefusedWithoutTheirValues() throws Exception {
        write(BuildVariables.FILE, "{\"A\": \"line\\nline\", \"B\": \"\"}");
        assertEquals(Map.of("A", "line\nline", "B", ""), BuildVariables.of(workspace));

        for (String wrong : List.of(
                "{\"PATH\": \"hunter2\"}",
                "{\"LD_PRELOAD\": \"hunter2\"}",
                "{\"BASH_ENV\": \"hunter2\"}",
                "{\"GLIBC_TUNABLES\": \"hunter2\"}",
                "{\"A=B\": \"hunter2\"}",
                "{\"A\": \"hunter2\\u0000\"}",
                "{\"A\": [\"hunter2\"]}",
                "{\"A\": null}",
                "A=hunter2",
                "[]",
                "null",
                "{\"A\": \"" + "hunter2".repeat(200_000) + "\"}")) {
            write(BuildVariables.FILE, wrong);

            String message = assertThrows(BuildFailedException.class, () -> BuildVariables.of(workspace))
                    .getMessage();

            assertFalse(message.contains("hunter2"), message);
        }
    }

    @Test
    void aLinkOutOfTheSourcesThatABuildHasLeftIsNotRead(@TempDir Path secret) throws Exception {
        Files.writeString(secret.resolve("jvm.config"), "hunter2");
        Files.writeString(secret.resolve("maven.config"), "hunter2");
        Files.writeString(secret.resolve("build-env.json"), "{\"A\": \"hunter2\"}");
        Files.createDirectory(workspace.resolve(".mvn"));
        Files.createSymbolicLink(workspace.resolve(".mvn/jvm.config"), secret.resolve("jvm.config"));
        Files.createSymbolicLink(workspace.resolve(".mvn/maven.config"), secret.resolve("maven.config"));
        Files.createSymbolicLink(workspace.resolve(".shuttle"), secret);

        assertEquals(List.of(), JvmConfig.of(workspace));
        assertEquals(List.of(), MavenConfig.words(workspace));
        assertEquals(Map.of(), BuildVariables.of(workspace));
    }

    @Test
    void theBuildIsNarrowedToTheModuleThatIsTheService() throws Exception {
        write(
                "services/web/pom.xml",
                "<project><parent><artifactId>app</artifactId></parent><!-- <artifactId>x"
                        + "</artifactId> --><artifactId>web</artifactId></project>");

        assertEquals(List.of("-Pa", "-pl", "services/web", "-am"), narrowed("web", "-Pa"));
        assertEquals(List.of("-pl", "services/web", "-am"), narrowed("services/web"));
        assertEquals(List.of(), narrowed("app"));
        assertEquals(List.of(), narrowed("other"));
        assertEquals(List.of(), narrowed("../x"));
        assertEquals(List.of("-Pa"), narrowed(null, "-Pa"));
        assertEquals(List.of("-pl", "x", "-am"), narrowed("web", "-pl", "x"));
        assertEquals(List.of("--projects=x", "-amd"), narrowed("web", "--projects=x", "-amd"));
        assertEquals(
                List.of("Only the modules that the service needs are built (-pl services/web -am)."),
                BuildNotes.of(workspace, List.of(), narrowed("web")));
        write(".mvn/maven.config", "-pl services/web");
        assertEquals(List.of(), narrowed("web"));
    }

    private List<String> narrowed(@Nullable String module, String... arguments) throws IOException {
        return NarrowedBuild.arguments(workspace, List.of(arguments), module);
    }

    private String note() throws Exception {
        return BuildNotes.of(workspace, List.of(), List.of()).get(0);
    }

    private void write(String name, String text) throws IOException {
        Path file = workspace.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
