package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.ProcFs;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several builds of a project, one after the other, by the real carried Maven in one JVM. */
class ResidentBuildTest extends ResidentFixture {

    @Test
    void eachBuildIsOfTheSourcesAndOptionsAsTheyAreNow() throws Exception {
        pom("");
        source(
                "src/main/java/app/App.java",
                "package app; public class App { public String toString() { return \"1\"; } }");
        source("src/main/java/app/Old.java", "package app; class Old {}");
        source("src/main/resources/app.txt", "1");
        BuiltModule first = build();
        assertEquals("1", run(first));
        long jvm = jvm();

        begin();
        pom("");
        source(
                "src/main/java/app/App.java",
                "package app; public class App { public String toString() { return \"2\"; } }");
        source("src/main/java/app/New.java", "package app; class New {}");
        source("src/main/resources/app.txt", "2");
        BuiltModule second = build();

        assertEquals(jvm, jvm(), "It runs in the same JVM: " + output);
        assertEquals("2", run(second));
        assertEquals("2", Files.readString(second.classes().resolve("app.txt")));
        assertTrue(Files.exists(second.classes().resolve("app/New.class")));
        assertFalse(Files.exists(second.classes().resolve("app/Old.class")));

        begin();
        pom("");
        source("src/main/java/app/Broken.java", "package app; class Broken { Missing field; }");
        String message =
                assertThrows(BuildFailedException.class, this::builtAll).getMessage();
        assertTrue(message.contains("src/main/java/app/Broken.java:[1,29] cannot find symbol"), message);

        begin();
        arguments = List.of("-Dword=spoken", "-Ploud");
        profiles();
        assertEquals("spoken loud", Files.readString(build().classes().resolve("app.txt")));
        begin();
        arguments = List.of();
        profiles();
        assertEquals("${word} ${volume}", Files.readString(build().classes().resolve("app.txt")));
        assertEquals(jvm, jvm(), "It runs in the same JVM: " + output);
    }

    @Test
    void aChangedParentProcessorAndVersionCountAtOnce() throws Exception {
        reactor("1", "one");
        assertEquals("one 1", run(module(builtAll(), "web")));
        begin();
        reactor("2", "two");
        assertEquals("two 2", run(module(builtAll(), "web")));
    }

    @Test
    void aPluginOfTheSourcesRunsAsItIsNow() throws Exception {
        plugin("one");
        assertTrue(Files.exists(module(builtAll(), "web").baseDirectory().resolve("made-by-one")));
        begin();
        plugin("two");
        assertTrue(Files.exists(module(builtAll(), "web").baseDirectory().resolve("made-by-two")));
    }

    @Test
    void whatABuildChangesInItsJvmIsChangedBack() throws Exception {
        leaking("state");
        String fresh = seen();
        long jvm = jvm();
        begin();
        leaking("state");

        assertEquals(fresh, seen());
        assertEquals(jvm, jvm(), "It runs in the same JVM: " + output);
        assertTrue(output.stream().anyMatch(line -> line.contains("BUILD SUCCESS")), output.toString());
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({"hook, left a shutdown hook", "thread, left a thread running: stays", "process, left a process running"
    })
    void whatCannotBeTakenBackEndsWithItsBuild(String what, String said) throws Exception {
        leaking(what);
        build();
        assertTrue(output.stream().anyMatch(line -> line.contains(said)), output.toString());
        assertEquals(List.of(), BuildProcess.marked(home.resolve("builds/app")));
        assertEquals(what.equals("hook"), Files.exists(workspace.resolve("hook-ran")));

        begin();
        leaking("nothing");
        seen();
        assertEquals(1, BuildProcess.marked(home.resolve("builds/app")).size());
    }

    @Test
    void aBuilderThatRunsOnWhileItsResultIsReadIsFound() throws Exception {
        leaking("nothing");
        build();
        builder.requireStill("app");
        long jvm = jvm();
        signal("CONT", jvm); // as a timer of its own would
        await(() -> !ProcFs.isStopped(jvm));
        signal("STOP", jvm);
        await(() -> ProcFs.isStopped(jvm));

        assertThrows(BuildFailedException.class, () -> builder.requireStill("app"));

        assertEquals(List.of(), BuildProcess.marked(home.resolve("builds/app")));
        begin();
        leaking("nothing");
        build();
        builder.requireStill("app");
    }

    private static void signal(String signal, long pid) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
                        .start()
                        .waitFor());
    }

    @Test
    void aBuilderStopsBetweenBuildsAndIsReplacedWhenItIsKilled() throws Exception {
        leaking("nothing");
        build();
        long jvm = jvm();
        assertTrue(ProcFs.isStopped(jvm));
        try (Stream<Path> scratch = Files.list(home.resolve("builds/app"))) {
            assertEquals(List.of(), scratch.toList());
        }
        assertTrue(ProcessHandle.of(jvm).orElseThrow().destroyForcibly());
        await(() -> !ProcFs.isAlive(ProcessHandle.of(jvm).orElse(ProcessHandle.current()))
                || ProcessHandle.of(jvm).isEmpty());
        begin();
        leaking("nothing");
        build();
        assertNotEquals(jvm, jvm());

        begin();
        leaking("kill");
        assertThrows(BuildFailedException.class, this::builtAll);
        assertTrue(output.stream().anyMatch(line -> line.contains("did not finish it")), output.toString());
        assertEquals(List.of(), BuildProcess.marked(home.resolve("builds/app")));
        begin();
        leaking("nothing");
        build();
    }

    @Test
    @Tag("full")
    void aBuildThatHangsOrIsCancelledEndsAndTheNextIsRight() throws Exception {
        leaking("nothing");
        build();
        begin();
        leaking("hang");
        timeout = Duration.ofSeconds(2);
        assertTrue(assertThrows(BuildFailedException.class, this::builtAll).isLate());
        assertEquals(List.of(), BuildProcess.marked(home.resolve("builds/app")));

        begin();
        leaking("hang");
        timeout = Duration.ofMinutes(3);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread cancelled = new Thread(() -> thrown.set(assertThrows(Throwable.class, this::builtAll)));
        cancelled.start();
        await(() -> Files.exists(workspace.resolve("hangs")));
        cancelled.interrupt();
        cancelled.join(Duration.ofSeconds(20).toMillis());
        assertInstanceOf(InterruptedException.class, thrown.get());
        assertEquals(List.of(), BuildProcess.marked(home.resolve("builds/app")));

        begin();
        leaking("nothing");
        build();
    }

    @Test
    void aBuilderEndsWhenItWasIdleForLong() throws Exception {
        ends(Duration.ofMillis(1), Long.MAX_VALUE);
    }

    @Test
    @Tag("full")
    void aBuilderEndsWhenMemoryIsShort() throws Exception {
        ends(Duration.ofMinutes(10), 0);
    }

    private void ends(Duration idle, long available) throws Exception {
        try (ResidentBuilders hasty = new ResidentBuilders(1, idle, Duration.ofMillis(20), () -> available)) {
            builder = builder(hasty);
            leaking("nothing");
            build();
            await(() -> BuildProcess.marked(home.resolve("builds/app")).isEmpty()
                    && !Files.exists(home.resolve("builds/app")));
        }
    }

    @Test
    @Tag("full")
    void aBuildWithOtherJvmOptionsOrLouderHasAnotherJvm() throws Exception {
        leaking("nothing");
        build();
        long jvm = jvm();
        begin();
        leaking("nothing");
        source(".mvn/jvm.config", "-Dgreeting=hello");
        build();
        assertNotEquals(jvm, jvm());

        begin();
        leaking("nothing");
        arguments = List.of("-X");
        build();
        assertTrue(output.stream().anyMatch(line -> line.contains("a Maven of its own: -X")), output.toString());
        assertEquals(List.of(), BuildProcess.marked(home.resolve("builds/app")));
    }

    private static BuiltModule module(BuildResult result, String artifactId) {
        return result.modules().stream()
                .filter(module -> module.artifactId().equals(artifactId))
                .findFirst()
                .orElseThrow();
    }

    private static String run(BuiltModule module) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {module.classes().toUri().toURL()}, null)) {
            return loader.loadClass("app.App")
                    .getDeclaredConstructor()
                    .newInstance()
                    .toString();
        }
    }

    /** A service whose class is made by an annotation processor of the same sources, and a resource of the parent. */
    private void reactor(String property, String word) throws IOException {
        pom(
                "pom.xml",
                "<groupId>t</groupId><artifactId>all</artifactId><version>" + property + "</version>",
                "<packaging>pom</packaging><modules><module>processor</module><module>web</module></modules>");
        String parent =
                "<parent><groupId>t</groupId><artifactId>all</artifactId><version>" + property + "</version></parent>";
        pom(
                "processor/pom.xml",
                parent + "<artifactId>processor</artifactId>",
                "<build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId>"
                        + "<configuration><proc>none</proc></configuration></plugin></plugins></build>");
        source(
                "processor/src/main/resources/META-INF/services/javax.annotation.processing.Processor",
                "processor.Words");
        source(
                "processor/src/main/java/processor/Words.java",
                """
                package processor;
                import java.util.Set;
                import javax.annotation.processing.*;
                import javax.lang.model.SourceVersion;
                import javax.lang.model.element.TypeElement;
                @SupportedAnnotationTypes("*")
                public class Words extends AbstractProcessor {
                    private boolean done;
                    @Override public SourceVersion getSupportedSourceVersion() { return SourceVersion.latest(); }
                    @Override public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) {
                        if (!done) {
                            done = true;
                            try (var out = processingEnv.getFiler().createSourceFile("app.Word").openWriter()) {
                                out.write("package app; class Word { static String WORD = new String(\\"%s\\"); }");
                            } catch (java.io.IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }
                        return false;
                    }
                }
                """
                        .formatted(word));
        pom(
                "web/pom.xml",
                parent + "<artifactId>web</artifactId>",
                "<dependencies><dependency><groupId>t</groupId><artifactId>processor</artifactId><version>"
                        + "${project.version}</version></dependency></dependencies>"
                        + "<build><resources><resource><directory>src/main/resources</directory>"
                        + "<filtering>true</filtering></resource></resources>"
                        + "<plugins><plugin><artifactId>maven-compiler-plugin</artifactId><configuration>"
                        + "<annotationProcessors><annotationProcessor>processor.Words</annotationProcessor>"
                        + "</annotationProcessors></configuration></plugin></plugins></build>");
        source("web/src/main/resources/version.txt", "${project.parent.version}");
        source(
                "web/src/main/java/app/App.java",
                """
                package app;
                public class App {
                    public String toString() {
                        try (var in = App.class.getResourceAsStream("/version.txt")) {
                            return Word.WORD + " " + new String(in.readAllBytes());
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                }
                """);
    }

    /** A plugin with a descriptor by hand, and a module that uses it. */
    private void plugin(String word) throws IOException {
        pom(
                "pom.xml",
                "<groupId>t</groupId><artifactId>all</artifactId><version>1</version>",
                "<packaging>pom</packaging><modules><module>made</module><module>web</module></modules>");
        String parent = "<parent><groupId>t</groupId><artifactId>all</artifactId><version>1</version></parent>";
        pom(
                "made/pom.xml",
                parent + "<artifactId>made</artifactId>",
                "<dependencies><dependency><groupId>org.apache.maven</groupId><artifactId>maven-plugin-api</artifactId>"
                        + "<version>3.9.16</version><scope>provided</scope></dependency></dependencies>");
        source(
                "made/src/main/resources/META-INF/maven/plugin.xml",
                """
                <plugin>
                  <groupId>t</groupId><artifactId>made</artifactId><version>1</version><goalPrefix>made</goalPrefix>
                  <mojos><mojo>
                    <goal>touch</goal><phase>process-classes</phase><implementation>made.Touch</implementation>
                    <language>java</language><instantiationStrategy>per-lookup</instantiationStrategy>
                    <executionStrategy>once-per-session</executionStrategy><threadSafe>true</threadSafe>
                    <parameters><parameter><name>folder</name><type>java.io.File</type><required>true</required></parameter></parameters>
                    <configuration><folder implementation="java.io.File" default-value="${basedir}"/></configuration>
                  </mojo></mojos>
                </plugin>
                """);
        source(
                "made/src/main/java/made/Touch.java",
                """
                package made;
                public class Touch extends org.apache.maven.plugin.AbstractMojo {
                    private java.io.File folder;
                    @Override public void execute() {
                        try {
                            new java.io.File(folder, "made-by-%s").createNewFile();
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                }
                """
                        .formatted(word));
        pom(
                "web/pom.xml",
                parent + "<artifactId>web</artifactId>",
                "<build><plugins><plugin><groupId>t</groupId><artifactId>made</artifactId><version>1</version>"
                        + "<executions><execution><goals><goal>touch</goal></goals></execution></executions></plugin>"
                        + "</plugins></build>");
        source("web/src/main/java/app/App.java", "package app; public class App {}");
    }

    private void profiles() throws IOException {
        pom(
                "<build><resources><resource><directory>src/main/resources</directory><filtering>true</filtering></resource>"
                        + "</resources></build><profiles><profile><id>loud</id><properties><volume>loud</volume></properties>"
                        + "</profile></profiles>");
        source("src/main/resources/app.txt", "${word} ${volume}");
    }
}
