package dev.shuttle.controlplane.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectJavaTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"maven.compiler.release", "maven.compiler.target", "maven.compiler.source"})
    void aPropertySaysIt(String name) throws Exception {
        pom("", properties("<" + name + ">21</" + name + ">"));
        asksFor(21, name + " in pom.xml");
    }

    @Test
    void aReleaseWinsOverTargetAndSource() throws Exception {
        pom(
                "",
                properties("<maven.compiler.target>21</maven.compiler.target>"
                        + "<maven.compiler.release>17</maven.compiler.release>"));
        asksFor(17, "maven.compiler.release in pom.xml");
    }

    @Test
    void aPropertyMayNameAnotherAndACircleNamesNothing() throws Exception {
        pom(
                "",
                properties("<maven.compiler.release>${java.level}</maven.compiler.release>"
                        + "<java.level>${base}</java.level><base>1.8</base>"));
        asksFor(8, "maven.compiler.release in pom.xml");
        pom("", properties("<maven.compiler.release>${a}</maven.compiler.release><a>${b}</a><b>${a}</b>"));
        asksForNothing();
    }

    @Test
    void theCompilersConfigurationWinsOverProperties() throws Exception {
        pom(
                "",
                properties("<maven.compiler.release>17</maven.compiler.release><v>21</v>")
                        + plugin("maven-compiler-plugin", "<configuration><release>${v}</release></configuration>"));
        asksFor(21, "maven-compiler-plugin in pom.xml");
    }

    @Test
    void anExecutionOfTheCompilerMayAskForMore() throws Exception {
        pom(
                "",
                plugin(
                        "maven-compiler-plugin",
                        "<configuration><release>17</release></configuration><executions><execution><id>java21</id>"
                                + "<configuration><release>21</release></configuration></execution></executions>"));
        asksFor(21, "maven-compiler-plugin in pom.xml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maven-toolchains-plugin|<toolchains><jdk><version>[21,)</version></jdk></toolchains>",
                "maven-toolchains-plugin|<version>21</version>",
                "maven-compiler-plugin|<jdkToolchain><version>21</version></jdkToolchain>",
                "kotlin-maven-plugin|<jvmTarget>21</jvmTarget>",
            })
    void otherPluginsSayItToo(String plugin, String configuration) throws Exception {
        pom("", plugin(plugin, "<configuration>" + configuration + "</configuration>"));
        asksFor(21, plugin + " in pom.xml");
    }

    @Test
    void springsJavaVersionCountsWhereTheParentMakesAReleaseOfIt() throws Exception {
        pom(
                "",
                "<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId>"
                        + "<version>3.5.0</version><relativePath/></parent>"
                        + properties("<java.version>21</java.version>"));
        asksFor(21, "java.version in pom.xml");
        pom("", properties("<java.version>21</java.version>"));
        asksForNothing();
    }

    @Test
    void aModuleInheritsFromItsParentAndTheHighestOfAllModulesCounts() throws Exception {
        pom(
                "",
                "<packaging>pom</packaging><modules><module>lib</module><module>app</module></modules>"
                        + properties("<maven.compiler.release>${level}</maven.compiler.release><level>17</level>"));
        pom("lib", parent());
        pom("app", parent() + properties("<level>21</level>"));
        asksFor(21, "maven.compiler.release in pom.xml");
    }

    @Test
    void aPomThatBuildsNothingAsksForNothing() throws Exception {
        pom(
                "",
                "<packaging>pom</packaging><modules><module>app</module></modules>"
                        + properties("<maven.compiler.release>25</maven.compiler.release>"));
        pom("app", parent() + properties("<maven.compiler.release>17</maven.compiler.release>"));
        asksFor(17, "maven.compiler.release in app/pom.xml");
    }

    @Test
    void onlyTheModulesThatAreBuiltAreAsked() throws Exception {
        pom(
                "",
                "<packaging>pom</packaging><modules><module>lib</module><module>app</module><module>lab</module></modules>");
        write("lib/pom.xml", module("lib", "<maven.compiler.release>21</maven.compiler.release>", ""));
        write("app/pom.xml", module("web", "<maven.compiler.release>17</maven.compiler.release>", "lib"));
        write("lab/pom.xml", module("lab", "<maven.compiler.release>25</maven.compiler.release>", "lib"));

        Optional<JavaRequirement> ofLib = Optional.of(new JavaRequirement(21, "maven.compiler.release in lib/pom.xml"));
        assertEquals(ofLib, ProjectJava.of(folder, List.of("-B", "-pl", "app", "-am")));
        assertEquals(ofLib, ProjectJava.of(folder, List.of("-pl", ":web", "-am")));
        asksFor(25, "maven.compiler.release in lab/pom.xml");
        assertEquals(
                Optional.of(25),
                ProjectJava.of(folder, List.of("-pl", "!app", "-am")).map(JavaRequirement::least));
    }

    private static String module(String artifact, String properties, String dependency) {
        return "<project><artifactId>" + artifact + "</artifactId><properties>" + properties + "</properties>"
                + "<dependencies><dependency><artifactId>" + dependency
                + "</artifactId></dependency></dependencies></project>";
    }

    @Test
    void theCommandLineWins() throws Exception {
        pom("", properties("<maven.compiler.release>25</maven.compiler.release>"));
        assertEquals(
                Optional.of(new JavaRequirement(21, "-Dmaven.compiler.release")),
                ProjectJava.of(folder, List.of("-B", "-Dmaven.compiler.release=21")));
        write(".mvn/maven.config", "-Dmaven.compiler.release=17\n");
        asksFor(17, "-Dmaven.compiler.release");
        assertEquals(
                Optional.of(new JavaRequirement(21, "-Dmaven.compiler.release")),
                ProjectJava.of(folder, List.of("-D", "maven.compiler.release=21")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".sdkmanrc|# Enable auto-env\\njava=21.0.5-tem\\nmaven=3.9.9",
                ".java-version|21",
                ".java-version|temurin-21.0.2",
                ".tool-versions|maven 3.9.9\\njava temurin-21.0.2+13",
                "system.properties|java.runtime.version=21",
                "system.properties|java.runtime.version = openjdk-21.0.2",
            })
    void theFilesOfToolsThatSwitchBetweenJdksSayIt(String name, String text) throws Exception {
        pom("", properties("<maven.compiler.release>17</maven.compiler.release>"));
        write(name, text.replace("\\n", "\n"));
        asksFor(21, name);
    }

    @Test
    void theHighestOfPomAndFilesCounts() throws Exception {
        pom("", properties("<maven.compiler.release>25</maven.compiler.release>"));
        write(".java-version", "21\n");
        asksFor(25, "maven.compiler.release in pom.xml");
    }

    @Test
    void nothingOutsideOfTheUploadIsRead() throws Exception {
        Path workspace = Files.createDirectory(folder.resolve("workspace"));
        pom("", properties("<maven.compiler.release>25</maven.compiler.release>"));
        Files.writeString(
                workspace.resolve("pom.xml"),
                "<project><parent><artifactId>app</artifactId></parent><modules><module>..</module></modules></project>");
        assertEquals(Optional.empty(), ProjectJava.of(workspace, List.of()));
    }

    @Test
    void entitiesAreNotResolved() throws Exception {
        write("secret", "21");
        write(
                "pom.xml",
                "<!DOCTYPE project [<!ENTITY e SYSTEM \"secret\"><!ENTITY i \"21\">]><project><artifactId>app"
                        + "</artifactId><properties><maven.compiler.release>&e;</maven.compiler.release>"
                        + "<maven.compiler.target>&i;</maven.compiler.target></properties></project>");
        asksForNothing();
    }

    @Test
    void anEntityOfHtmlInADescriptionHidesNothing() throws Exception {
        pom("", "<name>Jos&eacute;</name>" + properties("<maven.compiler.release>21</maven.compiler.release>"));
        asksFor(21, "maven.compiler.release in pom.xml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<project>", "no pom", "<other/>"})
    void whatIsNoPomAsksForNothing(String text) throws Exception {
        write("pom.xml", text);
        asksForNothing();
    }

    @Test
    void aPomThatIsTooDeepOrTooLongOrLooksAtItselfAsksForNothing() throws Exception {
        write("pom.xml", "<project>".repeat(100_000));
        asksForNothing();
        write("pom.xml", "<project>" + " ".repeat(2 << 20) + "</project>");
        asksForNothing();
        pom(
                "",
                "<parent><artifactId>app</artifactId><relativePath>pom.xml</relativePath></parent>"
                        + "<modules><module>.</module></modules>");
        asksForNothing();
    }

    private void asksFor(int java, String source) throws IOException {
        assertEquals(Optional.of(new JavaRequirement(java, source)), ProjectJava.of(folder, List.of()));
    }

    private void asksForNothing() throws IOException {
        assertEquals(Optional.empty(), ProjectJava.of(folder, List.of()));
    }

    private void pom(String module, String content) throws IOException {
        String artifactId = module.isEmpty() ? "app" : module;
        write(
                module.isEmpty() ? "pom.xml" : module + "/pom.xml",
                "<?xml version=\"1.0\"?><project xmlns=\"http://maven.apache.org/POM/4.0.0\"><artifactId>" + artifactId
                        + "</artifactId>" + content + "</project>");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String properties(String content) {
        return "<properties>" + content + "</properties>";
    }

    private static String parent() {
        return "<parent><groupId>g</groupId><artifactId>app</artifactId><version>1</version></parent>";
    }

    private static String plugin(String artifactId, String content) {
        return "<build><plugins><plugin><artifactId>" + artifactId + "</artifactId>" + content
                + "</plugin></plugins></build>";
    }
}
