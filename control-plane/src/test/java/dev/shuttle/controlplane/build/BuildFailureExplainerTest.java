package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.jdk.JavaRequirement;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.sandbox.OsUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildFailureExplainerTest {
    private final BuildFailureExplainer complaint = new BuildFailureExplainer(
            Path.of("/w"), new Toolchain(new Jdk(17, "17.0.15", Path.of("/jdk")), "3.9", "1"));

    @Test
    void namesAFullDiskWhateverElseMavenSays() {
        complaint.take("[ERROR] Failed to execute goal: error: error while writing App: No space left on device");
        complaint.take("[ERROR] /w/src/App.java:[3,1] cannot find symbol");
        assertTrue(message().startsWith("The server's disk is full"), message());
    }

    @Test
    void namesAFullHeapAndWhatToDo() {
        complaint.take("java.lang.OutOfMemoryError: Java heap space");
        assertTrue(message().contains("-Xmx2g"), message());
    }

    @Test
    void namesThePluginAndTheHostThatItCannotReach() {
        String message = message(reported(
                "LifecycleExecutionException PluginExecutionException MojoExecutionException UnknownHostException",
                "nodejs.org: Name or service not known",
                "frontend-maven-plugin:2.0.1:install-node-and-npm",
                "nodejs.org: Name or service not known"));

        assertTrue(
                message.startsWith("frontend-maven-plugin:2.0.1:install-node-and-npm could not reach nodejs.org,"),
                message);
        assertTrue(message.contains("-Dshuttle.mavenArgs"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MojoFailureException|Es gibt Testfehler.|maven-surefire-plugin:3.5.4:test|Tests of the project failed",
                "MojoFailureException|Es gibt Testfehler.|maven-failsafe-plugin:3.5.4:verify|Tests of the project failed",
                "UnsupportedClassVersionError|x|x-plugin:1:run|A plugin or library of the build needs a newer Java.",
                "EnforcerRuleException|Kein Snapshot erlaubt|maven-enforcer-plugin:3.6.2:enforce|A rule of the project's"
                        + " own (maven-enforcer-plugin:3.6.2:enforce) refuses this build: Kein Snapshot erlaubt.",
                "NoSuchFieldError|com.sun.tools.javac.tree.JCTree qualid|maven-compiler-plugin:3.15.0:compile|An"
                        + " annotation processor of the project is too old for this Java, most likely Lombok",
            })
    void goesByTheExceptionAndNotByItsWords(String type, String words, String goal, String said) {
        String message = message(reported("LifecycleExecutionException " + type, words, goal, ""));
        assertTrue(message.startsWith(said), message);
    }

    @Test
    void saysHowToBuildWithoutARuleOfTheProject() {
        String message = message(reported(
                "LifecycleExecutionException EnforcerRuleException",
                "RequireUpperBoundDeps failed",
                "maven-enforcer-plugin:3.6.2:enforce",
                ""));
        assertTrue(message.endsWith("-Dshuttle.mavenArgs=-Denforcer.skip."), message);
    }

    @Test
    void namesAKotlinThatIsTooOldForTheJava() {
        complaint.take("[ERROR] java.lang.IllegalArgumentException: 25.0.3");
        complaint.take("[ERROR] \tat com.intellij.util.lang.JavaVersion.parse(JavaVersion.java:307)");

        String message = message(reported(
                "LifecycleExecutionException MojoExecutionException",
                "Compilation failure",
                "kotlin-maven-plugin:2.0.20:compile",
                ""));

        assertTrue(message.startsWith("The project's Kotlin is too old for Java 25.0.3."), message);
    }

    @Test
    void framesOfAStackTraceAreNoReason() {
        complaint.take("[ERROR] Failed to execute goal org.example:lint:1:check: It broke");
        complaint.take("[ERROR] \tat org.example.Lint.check(Lint.java:1)");

        String message = complaint.failure(1, List.of()).getMessage();

        assertTrue(message.contains("It broke"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fatal error compiling: error: release version 21 not supported|21",
                "Fatal error compiling: error: invalid target release: 21|21",
                "Detected JDK version 17.0.15 (JAVA_HOME=/j) is not in the allowed range [21,).|21",
                "Detected JDK /j is version 17.0.15 which is not in the allowed range [25.0.1,).|25",
                "x has been compiled by a more recent version of the Java Runtime (class file version 69.0)|25",
                "class file has wrong version 65.0, should be 61.0|21",
            })
    void namesTheJavaOnWhichTheBuildMaySucceed(String line, int java) {
        complaint.take("[ERROR] " + line);
        assertEquals(Optional.of(java), complaint.failure(1, List.of()).needed().map(JavaRequirement::least));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fatal error compiling: error: release version 6 not supported",
                "Source option 5 is no longer supported. Use 7 or later.",
                "Detected JDK version 17.0.15 (JAVA_HOME=/j) is not in the allowed range [11,17).",
                "/w/src/App.java:[3,1] cannot find symbol",
            })
    void anotherJavaIsNoHelpWhereTheBuildAsksForNone(String line) {
        complaint.take("[ERROR] " + line);
        assertEquals(Optional.empty(), complaint.failure(1, List.of()).needed());
    }

    @Test
    void saysThatABuildWasKilled() {
        complaint.take("[INFO] Compiling 3 source files");
        assertTrue(
                complaint.failure(137, List.of()).getMessage().startsWith("The build was killed"),
                complaint.failure(137, List.of()).getMessage());
    }

    @Test
    void namesCompileErrorsRelativeToTheRootWithWhatCannotBeFound() {
        printed(
                """
                [ERROR] COMPILATION ERROR :
                [ERROR] /w/src/main/java/app/App.java:[2,20] cannot find symbol
                  symbol:   class Missing
                  location: class app.App
                [INFO] 1 error
                [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.15.0:compile \
                (default-compile) on project app: Compilation failure
                [ERROR] /w/src/main/java/app/App.java:[2,20] cannot find symbol
                [ERROR]   symbol:   class Missing
                [ERROR]   location: class app.App
                [ERROR] -> [Help 1]
                """);
        assertEquals(
                "The code does not compile: src/main/java/app/App.java:[2,20] cannot find symbol, symbol class Missing,"
                        + " location class app.App. Fix it and deploy again.",
                message());
    }

    @Test
    void namesADependencyThatDoesNotExist() {
        String message = message(unresolved("dev.shuttle.absent:no-such-thing:jar:1.2.3", true));
        assertTrue(message.startsWith("The build needs dev.shuttle.absent:no-such-thing:jar:1.2.3, which"), message);
    }

    @Test
    void tellsWhatCannotBeFetchedFromWhatIsNotThere() {
        String message = message(unresolved("com.corp:absent:pom:1", false));
        assertTrue(message.startsWith("Maven could not fetch com.corp:absent:pom:1: the server cannot"), message);
        complaint.notFetched("The repository corp refuses the password (401).");
        message = message(unresolved("com.corp:absent:pom:1", false));
        assertEquals(
                "Maven could not fetch com.corp:absent:pom:1. The repository corp refuses the password (401).",
                message);
    }

    @Test
    void namesTheVersionThatTheServerCarries() {
        String message = message(unresolved("dev.shuttle:shuttle-annotations:jar:0.0.1", true));
        assertTrue(message.contains("this server carries dev.shuttle in version 1."), message);
    }

    /** Maven resolves those before our own extension is there. */
    @Test
    void namesAnExtensionThatDoesNotExist() {
        printed("[ERROR] Extension t:ext:1 or one of its dependencies could not be resolved: Could not find artifact"
                + " t:ext:jar:1 in central");
        assertTrue(message().startsWith("The build needs t:ext:1, which"), message());
    }

    @Test
    void tellsAPluginThatCannotBeFetchedFromOneThatIsNotThere() {
        printed("[ERROR] Plugin t:plugin:1 or one of its dependencies could not be resolved:");
        complaint.notFetched("The repository central cannot be reached: unknown host.");
        assertEquals(
                "Maven could not fetch t:plugin:1. The repository central cannot be reached: unknown host.", message());
    }

    @Test
    void saysWhichJavaTheServerHas() {
        printed(
                """
                [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.15.0:compile \
                (default-compile) on project app: Fatal error compiling: error: release version 99 not supported \
                -> [Help 1]
                """);
        String message = message();
        assertTrue(
                message.startsWith("The project is compiled for Java 99, which this JDK does not support."), message);
        assertTrue(message.contains("This build ran on Java 17.0.15 and Maven 3.9."), message);
    }

    @Test
    void saysWhatIsWrongWithAPom() {
        String message = message(new ReportedFailure(
                List.of("ProjectBuildingException"),
                "Some problems were encountered",
                "",
                "",
                List.of(),
                List.of(new ReportedFailure.Problem("Non-readable POM /w/pom.xml: no more data", "/w/pom.xml", 3))));
        assertEquals(
                "The pom is not valid (pom.xml:3): Non-readable POM pom.xml: no more data. Fix it and deploy again.",
                message);
    }

    @Test
    void aReportIsReadWithinItsBounds(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("result");
        assertEquals(List.of(), ReportedFailure.read(file, OsUser.OURSELVES));
        Files.writeString(file, "failures=99999999\nfailure.0.message=one\\u001b[31m\\ntwo\nfailure.0.problems=x\n");
        List<ReportedFailure> read = ReportedFailure.read(file, OsUser.OURSELVES);
        assertEquals(50, read.size());
        assertEquals("one [31m two", read.get(0).message());
        assertEquals(List.of(), read.get(0).problems());
        Files.delete(file);
        Files.createSymbolicLink(file, Files.writeString(folder.resolve("other"), "failures=1"));
        assertEquals(List.of(), ReportedFailure.read(file, OsUser.OURSELVES));
    }

    private String message(ReportedFailure... reported) {
        return complaint.failure(1, List.of(reported)).getMessage();
    }

    private static ReportedFailure reported(String types, String message, String goal, String host) {
        return new ReportedFailure(List.of(types.split(" ")), message, goal, host, List.of(), List.of());
    }

    private static ReportedFailure unresolved(String coordinates, boolean absent) {
        var artifact = new ReportedFailure.Unresolved(coordinates, absent);
        return new ReportedFailure(
                List.of("LifecycleExecutionException"), "nicht da", "", "", List.of(artifact), List.of());
    }

    /** As Maven 3.9.16 did, with /w in the place of the workspace. */
    private void printed(String output) {
        output.lines().forEach(complaint::take);
    }
}
