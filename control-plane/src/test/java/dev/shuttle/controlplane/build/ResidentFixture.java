package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.bundle.BundleFixture;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.mavenproxy.MavenRepositoryProxy;
import dev.shuttle.controlplane.mavenproxy.MavenSettings;
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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A project that is built several times by the real carried Maven in one JVM. Nothing of it is left after a test. */
abstract class ResidentFixture {

    @TempDir
    static Path shared;

    static Path home;
    private static Bundle carried;
    private static Egress egress;
    private static MavenRepositoryProxy repository;

    Path workspace;
    final List<String> output = Collections.synchronizedList(new ArrayList<>());
    ResidentBuilders residents;
    Builder builder;
    List<String> arguments = List.of();
    Duration timeout = Duration.ofMinutes(3);

    @BeforeAll
    static void install() throws Exception {
        home = Files.createDirectories(shared.resolve("home")).toRealPath();
        Path kept = Files.createDirectories(Path.of("target/m2-kept").toAbsolutePath());
        Files.createSymbolicLink(home.resolve("m2"), kept);
        carried = BundleFixture.install(home, BundleFixture.in(shared.resolve("carried"), "9.9.9"));
        egress = new Egress(Duration.ofSeconds(10), null);
        repository = MavenRepositoryProxy.start(home, MavenSettings.none(), egress);
    }

    @AfterAll
    static void stop() {
        repository.close();
        egress.close();
    }

    @BeforeEach
    void start() throws IOException {
        workspace = home.resolve("workspaces/app");
        residents = new ResidentBuilders(1);
        builder = builder(residents);
        Files.createDirectories(home.resolve("workspaces"));
        begin();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        residents.close();
        builder.close();
        assertEquals(List.of(), BuildProcess.marked(home.resolve("builds/app")));
        assertFalse(Files.exists(home.resolve("builds/app")));
    }

    static Builder builder(ResidentBuilders residents) {
        Sandbox sandbox = Sandbox.none(new Sandbox.Limits(1L << 30, 2L << 30));
        return new Builder(home, carried, repository, sandbox, residents);
    }

    void begin() throws IOException {
        output.clear();
        Trees.empty(workspace);
    }

    long jvm() {
        return BuildProcess.marked(home.resolve("builds/app")).get(0);
    }

    BuiltModule build() throws Exception {
        return builtAll().modules().get(0);
    }

    BuildResult builtAll() throws Exception {
        return builder.build(
                new BuildRequest("app", "d1", Jdk.own(), workspace, arguments, new ListedLines(output), timeout));
    }

    String seen() throws Exception {
        build();
        return Files.readString(workspace.resolve("seen"));
    }

    void pom(String rest) throws IOException {
        pom("pom.xml", "<groupId>t</groupId><artifactId>app</artifactId><version>1</version>", rest);
    }

    void pom(String file, String coordinates, String rest) throws IOException {
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
                  </properties>
                  %s
                </project>
                """
                        .formatted(coordinates, rest));
    }

    /** Runs code of its own in Maven's JVM, which first writes down what it finds there, then does what it is told. */
    void leaking(String what) throws IOException {
        pom(
                """
                <build><plugins><plugin>
                  <groupId>org.apache.maven.plugins</groupId><artifactId>maven-antrun-plugin</artifactId><version>3.1.0</version>
                  <executions><execution>
                    <phase>process-classes</phase><goals><goal>run</goal></goals>
                    <configuration><target>
                      <taskdef name="leak" classname="app.Leak" classpath="${project.build.outputDirectory}"/>
                      <leak what="%s"/>
                    </target></configuration>
                  </execution></executions>
                </plugin></plugins></build>"""
                        .formatted(what));
        source(
                "src/main/java/org/slf4j/LoggerFactory.java",
                "package org.slf4j; public class LoggerFactory { public static String STATE = new String(\"fake\"); }");
        source(
                "src/main/java/app/Leak.java",
                new String(
                        ResidentFixture.class
                                .getResourceAsStream("/resident/Leak.java.txt")
                                .readAllBytes(),
                        StandardCharsets.UTF_8));
    }

    void source(String name, String text) throws IOException {
        Path file = workspace.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), "waited for a minute");
            Thread.sleep(20);
        }
    }
}
