package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.jdk.JavaRequirement;
import dev.shuttle.controlplane.jdk.Jdk;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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
        assertTrue(complaint.message(1).startsWith("The server's disk is full"), complaint.message(1));
    }

    @Test
    void namesAFullHeapAndWhatToDo() {
        complaint.take("java.lang.OutOfMemoryError: Java heap space");
        assertTrue(complaint.message(1).contains("-Xmx2g"), complaint.message(1));
    }

    @Test
    void namesThePluginAndTheHostThatItCannotReach() {
        complaint.take(
                "[ERROR] Failed to execute goal com.github.eirslett:frontend-maven-plugin:2.0.1:install-node-and-npm"
                        + " (install node) on project web: Could not download Node.js: Unknown host nodejs.org:"
                        + " Name or service not known -> [Help 1]");

        String message = complaint.message(1);

        assertTrue(
                message.startsWith("frontend-maven-plugin:2.0.1:install-node-and-npm could not reach nodejs.org,"),
                message);
        assertTrue(message.contains("-Dshuttle.mavenArgs"), message);
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
        assertEquals(Optional.of(java), complaint.failure(1).needed().map(JavaRequirement::least));
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
        assertEquals(Optional.empty(), complaint.failure(1).needed());
    }

    @Test
    void saysThatABuildWasKilled() {
        complaint.take("[INFO] Compiling 3 source files");
        assertTrue(complaint.message(137).startsWith("The build was killed"), complaint.message(137));
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
                complaint.message(1));
    }

    @Test
    void namesADependencyThatDoesNotExist() {
        printed(missing("dev.shuttle.absent:no-such-thing:jar:1.2.3"));
        String message = complaint.message(1);
        assertTrue(message.startsWith("The build needs dev.shuttle.absent:no-such-thing:jar:1.2.3, which"), message);
    }

    @Test
    void namesTheVersionThatTheServerCarries() {
        printed(missing("dev.shuttle:shuttle-annotations:jar:0.0.1"));
        String message = complaint.message(1);
        assertTrue(message.contains("this server carries dev.shuttle in version 1."), message);
    }

    private static String missing(String artifact) {
        return """
                [WARNING] The POM for %1$s is missing, no dependency information available
                [ERROR] Failed to execute goal on project app: Could not resolve dependencies for project t:app:jar:1
                [ERROR] dependency: %1$s (compile)
                [ERROR] 	Could not find artifact %1$s in central (http://127.0.0.1:33299/uRM5Ck1NC9pIWR/central)
                [ERROR] -> [Help 1]
                [ERROR]
                [ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
                """
                .formatted(artifact);
    }

    @Test
    void saysWhichJavaTheServerHas() {
        printed(
                """
                [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.15.0:compile \
                (default-compile) on project app: Fatal error compiling: error: release version 99 not supported \
                -> [Help 1]
                """);
        String message = complaint.message(1);
        assertTrue(
                message.startsWith("The project is compiled for Java 99, which this JDK does not support."), message);
        assertTrue(message.contains("This build ran on Java 17.0.15 and Maven 3.9."), message);
    }

    @Test
    void saysWhatIsWrongWithAPom() {
        printed(
                """
                [ERROR] [ERROR] Some problems were encountered while processing the POMs:
                [FATAL] Non-readable POM /w/pom.xml: no more data available - expected the opening tag <nonsense...> @
                 @
                [ERROR] The build could not read 1 project -> [Help 1]
                [ERROR]   The project  (/w/pom.xml) has 1 error
                [ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/ProjectBuildingException
                """);
        String message = complaint.message(1);
        assertTrue(message.startsWith("Non-readable POM pom.xml: no more data available"), message);
        assertFalse(message.contains("[Help"), message);
    }

    /** As Maven 3.9.16 did, with /w in the place of the workspace. */
    private void printed(String output) {
        output.lines().forEach(complaint::take);
    }
}
