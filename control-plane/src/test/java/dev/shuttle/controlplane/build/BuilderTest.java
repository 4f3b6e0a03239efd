package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.bundle.BundleFixture;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.mavenproxy.MavenRepositoryProxy;
import dev.shuttle.controlplane.mavenproxy.MavenSettings;
import dev.shuttle.controlplane.mavenproxy.RemoteRepository;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real builds by the real carried Maven. What they fetch is kept between runs. Those that only say why they fail run in
 * {@code -Pfull}: {@link BuildFailureExplainerTest} has what they print.
 */
class BuilderTest {

    private static final String VERSION = "9.9.9";

    @TempDir
    static Path shared;

    private static Path home;
    private static Bundle carried;

    @TempDir
    Path workspace;

    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private String project = "app";
    private List<String> arguments = List.of();
    private MavenSettings settings = MavenSettings.none();
    private Duration timeout = Duration.ofMinutes(3);
    private int kept = 1;

    @BeforeAll
    static void install() throws IOException {
        home = Files.createDirectories(shared.resolve("home"));
        Path kept = Files.createDirectories(Path.of("target/m2-kept").toAbsolutePath());
        Trees.delete(kept.resolve("com/corp"));
        Files.createSymbolicLink(home.resolve("m2"), kept);
        carried = BundleFixture.install(home, BundleFixture.in(shared.resolve("carried"), VERSION));
    }

    @BeforeEach
    void realWorkspace() throws IOException {
        workspace = workspace.toRealPath();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> scratch = Files.list(Files.createDirectories(home.resolve("builds")))) {
            assertEquals(List.of(), scratch.toList());
        }
        assertEquals(List.of(), processesWith(home.resolve("builds")));
    }

    @Test
    void buildsASingleModuleWithItsRuntimeClassPath() throws Exception {
        pom(
                "",
                """
                <dependencies>
                  <dependency><groupId>dev.shuttle</groupId><artifactId>shuttle-annotations</artifactId><version>%s</version></dependency>
                  <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version><scope>runtime</scope></dependency>
                  <dependency><groupId>org.apiguardian</groupId><artifactId>apiguardian-api</artifactId><version>1.1.2</version><scope>provided</scope></dependency>
                </dependencies>"""
                        .formatted(VERSION));
        source("src/main/java/app/App.java", "package app; @dev.shuttle.ShuttleService public class App {}");

        BuiltModule module = build().modules().get(0);

        assertEquals("app", module.artifactId());
        assertEquals("jar", module.packaging());
        assertEquals(workspace, module.baseDirectory());
        assertTrue(Files.isRegularFile(module.classes().resolve("app/App.class")));
        assertEquals(workspace.resolve("target/app-1.jar"), module.artifact());
        assertEquals(
                List.of("shuttle-annotations-9.9.9.jar", "slf4j-nop-2.0.17.jar", "slf4j-api-2.0.17.jar"),
                names(module.classPath()));
        assertTrue(output.stream().anyMatch(line -> line.contains("BUILD SUCCESS")), output.toString());
    }

    @Test
    void buildsWithTheProjectsOwnJvmOptionsSettingsAndVariables() throws Exception {
        pom(
                "",
                "<build><resources><resource><directory>src/main/resources</directory><filtering>true</filtering>"
                        + "</resource></resources></build>");
        source(".mvn/jvm.config", "-XX:+UseParallelGC -Xms300m -XX:TieredStopAtLevel=4");
        source(".mvn/maven.config", "-s\n.mvn/settings.xml");
        source(
                ".mvn/settings.xml",
                "<settings><mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:1/</url></mirror></mirrors>"
                        + "<profiles><profile><id>house</id><properties><house>elm</house></properties></profile></profiles>"
                        + "<activeProfiles><activeProfile>house</activeProfile></activeProfiles></settings>");
        source(".shuttle/build-env.json", "{\"BUILD_NUMBER\": \"42\"}");
        source("src/main/resources/app.properties", "${house} ${env.BUILD_NUMBER}");
        source("src/main/java/app/App.java", "package app; public class App {}");

        BuiltModule module = build().modules().get(0);

        assertEquals("elm 42", Files.readString(module.classes().resolve("app.properties")));
    }

    @Test
    void aLineOfMavenConfigMayHoldSeveralOptions() throws Exception {
        pom(
                "",
                "<build><resources><resource><directory>src/main/resources</directory><filtering>true</filtering>"
                        + "</resource></resources></build>");
        source(".mvn/maven.config", "-Done=1 -Dtwo=2\n-e -Dthree=a b\n");
        source("src/main/resources/app.properties", "${one} ${two} ${three}");
        source("src/main/java/app/App.java", "package app; public class App {}");

        BuiltModule module = build().modules().get(0);

        assertEquals("1 2 a b", Files.readString(module.classes().resolve("app.properties")));
    }

    @Test
    void buildsTheOtherPomThatAnOptionNames() throws Exception {
        pom("", "");
        pom("pom-server.xml", "<groupId>t</groupId><artifactId>server</artifactId><version>1</version>", "", "");
        source("src/main/java/app/App.java", "package app; public class App {}");
        arguments = List.of("-f", "pom-server.xml");

        assertEquals("server", build().modules().get(0).artifactId());
    }

    @Test
    void theServersJavaStandsForThatOfTheVendorThatAPomAsksFor() throws Exception {
        pom(
                "",
                "<build><plugins><plugin><artifactId>maven-toolchains-plugin</artifactId><version>3.2.0</version>"
                        + "<executions><execution><goals><goal>toolchain</goal></goals></execution></executions>"
                        + "<configuration><toolchains><jdk><version>17</version><vendor>temurin</vendor></jdk>"
                        + "</toolchains></configuration></plugin></plugins></build>");
        source("src/main/java/app/App.java", "package app; public class App {}");

        assertTrue(Files.exists(build().modules().get(0).classes().resolve("app/App.class")));
    }

    @Test
    void namesThePomThatIsNotThere() throws Exception {
        pom("", "");
        arguments = List.of("-f", "pom-server.xml");

        assertEquals(
                "There is no pom-server.xml, which -f names, at the root of the archive. Check the name, and that the"
                        + " file is uploaded.",
                failure());
    }

    @Test
    void buildsAReactorWhoseServiceDependsOnALibrary() throws Exception {
        reactor();

        List<BuiltModule> modules = build().modules();

        assertEquals(
                List.of("lib", "web", "bare"),
                modules.stream().map(BuiltModule::artifactId).toList());
        assertEquals(
                List.of(workspace.resolve("lib/target/lib-1.jar")),
                modules.get(1).classPath());
        assertEquals(List.of(), modules.get(0).classPath());
        try (Stream<Path> classes = Files.list(modules.get(2).classes())) {
            assertEquals(List.of(), classes.toList(), "It has no sources");
        }
    }

    @Test
    void testsAndTheirPhaseRunWhereTheyAreAskedFor() throws Exception {
        pom(
                "",
                """
                <build><plugins><plugin>
                  <artifactId>maven-antrun-plugin</artifactId><version>3.1.0</version>
                  <executions><execution>
                    <phase>verify</phase><goals><goal>run</goal></goals>
                    <configuration><target><touch file="${basedir}/verified"/></target></configuration>
                  </execution></executions>
                </plugin></plugins></build>""");
        source("src/main/java/app/App.java", "package app; public class App {}");
        source(
                "src/test/java/app/AppTest.java",
                "package app; public class AppTest { public void testIt() { throw new AssertionError(); } }");
        arguments = List.of("verify");
        build();
        assertTrue(Files.exists(workspace.resolve("verified")));

        arguments = List.of("-DskipTests=false");
        String message = failure();
        assertTrue(message.startsWith("Tests of the project failed, which this deploy asks for"), message);
    }

    @Test
    void makesNoContainerImageUnlessThatIsAskedFor() throws Exception {
        pom(
                "<jib.skip>false</jib.skip>",
                "<build><resources><resource><directory>src/main/resources</directory><filtering>true</filtering>"
                        + "</resource></resources></build>");
        source("src/main/resources/skipped", "${jib.skip} ${docker.skip} ${spring-boot.build-image.skip}");
        source("src/main/java/app/App.java", "package app; public class App {}");
        Path skipped = workspace.resolve("target/classes/skipped");

        build();
        assertEquals("true true true", Files.readString(skipped));

        arguments = List.of("-Djib.skip=false");
        build();
        assertEquals("false true true", Files.readString(skipped));
    }

    @Test
    void namesTheFirstCompileErrorsRelativeToTheRoot() throws Exception {
        pom("", "");
        source("src/main/java/app/App.java", "package app;\npublic class App { Missing field; }");

        assertEquals(
                "The code does not compile: src/main/java/app/App.java:[2,20] cannot find symbol, symbol class Missing,"
                        + " location class app.App. Fix it and deploy again.",
                failure());
    }

    @Test
    @Tag("full")
    void namesADependencyThatDoesNotExist() throws Exception {
        pom("", dependency("dev.shuttle.absent", "no-such-thing", "1.2.3"));
        String message = failure();
        assertTrue(message.startsWith("The build needs dev.shuttle.absent:no-such-thing:jar:1.2.3, which"), message);
    }

    @Test
    @Tag("full")
    void namesTheVersionThatTheServerCarries() throws Exception {
        pom("", dependency("dev.shuttle", "shuttle-annotations", "0.0.1"));
        String message = failure();
        assertTrue(message.contains("this server carries dev.shuttle in version " + VERSION), message);
    }

    @Test
    @Tag("full")
    void saysWhichJavaTheServerHas() throws Exception {
        pom("<maven.compiler.release>99</maven.compiler.release>", "");
        source("src/main/java/app/App.java", "package app; public class App {}");
        String message = failure();
        assertTrue(
                message.startsWith("The project is compiled for Java 99, which this JDK does not support."), message);
        assertTrue(message.contains("This build ran on Java " + Jdk.own().version() + " and Maven"), message);
    }

    @Test
    @Tag("full")
    void saysWhatIsWrongWithAPom() throws Exception {
        source("pom.xml", "<project><nonsense");
        String message = failure();
        assertTrue(message.contains("POM pom.xml: "), message);
        assertFalse(message.contains("[Help"), message);
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource(
            delimiter = '|',
            value = {
                "<parent><groupId>t.absent</groupId><artifactId>up</artifactId><version>1</version><relativePath/></parent>"
                        + "|The build needs t.absent:up:pom:1, which",
                "<build><plugins><plugin><groupId>t.absent</groupId><artifactId>plug</artifactId><version>1</version>"
                        + "<executions><execution><phase>compile</phase><goals><goal>x</goal></goals></execution></executions>"
                        + "</plugin></plugins></build>|The build needs t.absent:plug:",
                "<dependencies><dependency><groupId>t</groupId><artifactId>dep</artifactId></dependency></dependencies>"
                        + "|The dependency t:dep:jar has no version.",
                "<build><plugins><plugin><artifactId>maven-enforcer-plugin</artifactId><version>3.6.2</version><executions>"
                        + "<execution><goals><goal>enforce</goal></goals><configuration><rules><requireProperty><property>"
                        + "release.name</property></requireProperty></rules></configuration></execution></executions>"
                        + "</plugin></plugins></build>|A rule of the project's own (maven-enforcer-plugin:3.6.2:enforce)"
                        + " refuses this build: ",
            })
    void saysWhatMavenKnowsOfTheFailure(String pom, String said) throws Exception {
        pom("", pom);
        String message = failure();
        assertTrue(message.startsWith(said), message);
    }

    @Test
    @Tag("full")
    void namesAnExtensionThatDoesNotExist() throws Exception {
        pom("", "");
        source(
                ".mvn/extensions.xml",
                "<extensions><extension><groupId>t.absent</groupId><artifactId>ext</artifactId><version>1</version>"
                        + "</extension></extensions>");
        String message = failure();
        assertTrue(message.startsWith("The build needs t.absent:ext:"), message);
    }

    @Test
    void asksForAPom() {
        assertEquals(
                "There is no pom.xml at the root of the archive; run mvn shuttle:deploy (or tar) in the folder that"
                        + " has it.",
                failure());
    }

    @Test
    void tellsAGradleProjectWhatToDo() throws Exception {
        source("settings.gradle.kts", "");
        String message = failure();
        assertTrue(
                message.startsWith("This is a Gradle project (settings.gradle.kts), and Shuttle builds with"), message);
    }

    @Test
    void refusesArgumentsOfItsOwn() throws Exception {
        pom("", "");
        arguments = List.of("-Dmaven.repo.local=/tmp/x");
        String message = failure();
        assertTrue(message.contains("\"-Dmaven.repo.local=/tmp/x\" is set by Shuttle"), message);
        assertEquals(List.of(), output);
    }

    @Test
    void endsABuildThatTakesTooLong() throws Exception {
        hangingProject();
        timeout = Duration.ofSeconds(1);

        String message = failure();

        assertTrue(message.matches("(?s)The build took longer than PT1S and was ended after \\d+ s\\..*"), message);
    }

    @Test
    void aCancelledBuildEndsWithAllItsProcesses() throws Exception {
        hangingProject();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread builder = new Thread(() -> thrown.set(assertThrows(Throwable.class, this::build)));
        builder.start();
        await(() -> Files.exists(workspace.resolve("started")));

        builder.interrupt();
        builder.join(Duration.ofSeconds(10).toMillis());

        assertInstanceOf(InterruptedException.class, thrown.get());
    }

    @Test
    void honoursJvmConfigAndMavenConfigAndKeepsItsOwnEnvironment() throws Exception {
        probe();
        source(".mvn/jvm.config", "-Xmx300m\n-Dgreeting=\"good day\"\n-Dbase=${MAVEN_PROJECTBASEDIR}/a\n");
        source(".mvn/maven.config", "-Dfrom.config=yes\n");

        build();

        String seen = Files.readString(workspace.resolve("seen"));
        assertTrue(seen.contains("greeting=good day\n"), seen);
        assertTrue(seen.contains("from.config=yes\n"), seen);
        assertTrue(seen.contains("base=" + workspace + "/a\n"), seen);
        assertTrue(seen.contains("role=builder\n"), seen);
        assertTrue(seen.contains("user.home=" + home.resolve("builds").toRealPath()), seen);
        assertFalse(seen.contains("SHUTTLE_"), seen);
        assertFalse(seen.contains("MAVEN_OPTS"), seen);
    }

    @Test
    void whatOnlyTheOperatorMayReadIsBuiltWithAndItsPasswordIsNotSeen() throws Exception {
        try (RemoteRepository corp = RemoteRepository.start()) {
            corp.demanding("Basic YWRhOnMzY3JldC1wYXNz")
                    .with("com/corp/rates/1/rates-1.pom", library("com.corp", "rates"))
                    .with("com/corp/rates/1/rates-1.jar", emptyJar());
            Path file = settings(corp, "s3cret-pass");
            arguments = List.of("-X");
            pom("", spy() + dependency("com.corp", "rates", "1"));

            List<Path> classPath = build().modules().get(0).classPath();

            assertEquals(List.of("rates-1.jar"), names(classPath));
            String seen = output + Files.readString(workspace.resolve("seen"), StandardCharsets.ISO_8859_1);
            assertTrue(seen.contains("/settings.xml") && seen.contains("<mirrorOf>central</mirrorOf>"), seen);
            for (String secret : List.of("s3cret-pass", "YWRhOnMzY3JldC1wYXNz", file.toString(), corp.url())) {
                assertFalse(seen.contains(secret), secret);
            }

            int asked = corp.requests();
            project = "another";
            arguments = List.of("-o");
            List<Path> offline = build().modules().get(0).classPath();
            Path shared = home.resolve("m2").toRealPath();
            assertEquals(List.of(shared.resolve("com/corp/rates/1/rates-1.jar")), offline);
            assertEquals(asked, corp.requests());
            assertEquals(List.of(), filesIn(home.resolve("repositories/another"), ".jar"));
        }
    }

    @Test
    void saysInASentenceThatARepositoryRefusesThePassword() throws Exception {
        try (RemoteRepository corp = RemoteRepository.start()) {
            corp.demanding("Basic of somebody else");
            Path unused = settings(corp, "s3cret-pass");
            pom("", dependency("com.corp", "absent", "1"));

            String message = failure();

            String said = "The repository \"corp\" (127.0.0.1) refuses the request with the operator's password (401).";
            assertTrue(message.startsWith("Maven could not fetch com.corp:absent:pom:1. " + said), message);
            assertTrue(output.stream().anyMatch(line -> line.contains("[WARNING] " + said)), output.toString());
        }
    }

    private Path settings(RemoteRepository corp, String password) throws Exception {
        Path file = shared.resolve("operator.xml");
        Files.writeString(
                file,
                """
                <settings>
                  <servers><server><id>corp</id><username>ada</username><password>%s</password></server></servers>
                  <profiles><profile><id>corp</id><repositories>
                    <repository><id>corp</id><url>%s</url></repository>
                  </repositories></profile></profiles>
                  <activeProfiles><activeProfile>corp</activeProfile></activeProfiles>
                </settings>"""
                        .formatted(password, corp.url()));
        settings = MavenSettings.read(file, Map.of());
        return file;
    }

    private static String library(String groupId, String artifactId) {
        return ("<project><modelVersion>4.0.0</modelVersion><groupId>%s</groupId><artifactId>%s</artifactId>"
                        + "<version>1</version></project>")
                .formatted(groupId, artifactId);
    }

    private static byte[] emptyJar() throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        new java.util.jar.JarOutputStream(bytes, new java.util.jar.Manifest()).close();
        return bytes.toByteArray();
    }

    /** Writes down all that its process was given. */
    private static String spy() {
        return plugin(
                """
                <target>
                  <exec executable="sh" output="seen">
                    <arg value="-c"/>
                    <arg value="tr '\\0' ' ' &lt; /proc/$PPID/cmdline; env; cat $TMPDIR/*; find $TMPDIR"/>
                  </exec>
                </target>""");
    }

    private static List<Path> filesIn(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    private BuildResult build() throws Exception {
        Sandbox sandbox = Sandbox.none(new Sandbox.Limits(1L << 30, 2L << 30));
        try (Egress egress = new Egress(Duration.ofSeconds(10), null);
                MavenRepositoryProxy repository = MavenRepositoryProxy.start(home, settings, egress);
                ResidentBuilders residents = new ResidentBuilders(kept);
                Builder builder = new Builder(home, carried, repository, sandbox, residents)) {
            return builder.build(
                    new BuildRequest(project, "d1", Jdk.own(), workspace, arguments, new ListedLines(output), timeout));
        }
    }

    private String failure() {
        return assertThrows(BuildFailedException.class, this::build).getMessage();
    }

    private void pom(String properties, String rest) throws IOException {
        pom("pom.xml", "<groupId>t</groupId><artifactId>app</artifactId><version>1</version>", properties, rest);
    }

    private void pom(String file, String coordinates, String properties, String rest) throws IOException {
        source(
                file,
                """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  %s
                  <properties>
                    <maven.compiler.source>17</maven.compiler.source>
                    <maven.compiler.target>17</maven.compiler.target>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                    %s
                  </properties>
                  %s
                </project>
                """
                        .formatted(coordinates, properties, rest));
    }

    private void reactor() throws IOException {
        pom(
                "",
                "<packaging>pom</packaging><modules><module>web</module><module>lib</module>"
                        + "<module>bare</module></modules>");
        String parent = "<parent><groupId>t</groupId><artifactId>app</artifactId><version>1</version></parent>";
        pom("lib/pom.xml", parent + "<artifactId>lib</artifactId>", "", "");
        pom("web/pom.xml", parent + "<artifactId>web</artifactId>", "", dependency("t", "lib", "1"));
        pom("bare/pom.xml", parent + "<artifactId>bare</artifactId>", "", "");
        source("lib/src/main/java/lib/Lib.java", "package lib; public class Lib {}");
        source("web/src/main/java/web/Web.java", "package web; public class Web { lib.Lib lib; }");
    }

    /** Writes down what a build sees. */
    private void probe() throws IOException {
        pom(
                "",
                plugin(
                        """
                <target>
                  <echo file="seen">greeting=${greeting}
                from.config=${from.config}
                base=${base}
                role=${shuttle.role}
                user.home=${user.home}
                </echo>
                  <exec executable="env" output="seen" append="true"/>
                </target>"""));
    }

    /** Starts a process that outlives its parent shell, then waits. */
    private void hangingProject() throws IOException {
        pom(
                "",
                plugin(
                        """
                <target>
                  <exec executable="sh">
                    <arg value="-c"/>
                    <arg value="(setsid sleep 300 &amp;) ; touch started; sleep 300"/>
                  </exec>
                </target>"""));
    }

    private static String plugin(String target) {
        return """
                <build><plugins><plugin>
                  <groupId>org.apache.maven.plugins</groupId><artifactId>maven-antrun-plugin</artifactId><version>3.1.0</version>
                  <executions><execution>
                    <phase>validate</phase><goals><goal>run</goal></goals>
                    <configuration>%s</configuration>
                  </execution></executions>
                </plugin></plugins></build>"""
                .formatted(target);
    }

    private static String dependency(String groupId, String artifactId, String version) {
        return "<dependencies><dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency></dependencies>"
                .formatted(groupId, artifactId, version);
    }

    private void source(String name, String text) throws IOException {
        Path file = workspace.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> names(List<Path> paths) {
        return paths.stream().map(path -> path.getFileName().toString()).toList();
    }

    private static List<String> processesWith(Path mark) throws IOException {
        List<String> found = new ArrayList<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
                            .contains(mark.toString())) {
                        found.add(Files.readString(process.resolve("cmdline")));
                    }
                } catch (IOException e) {
                    // Gone meanwhile.
                }
            }
        }
        return found;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), "waited for a minute");
            Thread.sleep(20);
        }
    }
}
