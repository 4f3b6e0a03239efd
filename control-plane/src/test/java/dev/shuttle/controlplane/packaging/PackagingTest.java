package dev.shuttle.controlplane.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagingTest {
    private static final Map<String, String> MAIN = Map.of("Main-Class", "app.App");
    private static final String LIBRARY = "org/lib/Library.class";

    @TempDir
    Path directory;

    @TempDir
    Path scratch;

    private Jars jars;
    private Path library;

    @BeforeEach
    void module() throws IOException {
        jars = new Jars(directory);
        library = jars.jar("repository/library.jar", Map.of(), LIBRARY);
    }

    @Test
    void runsAJarThatHoldsItsLibraries() throws Exception {
        Path jar = jars.jar("web.jar", MAIN, Jars.OWN, LIBRARY);

        Packaging packaging = packaging(jar, jar);

        assertEquals("app.App", packaging.mainClass());
        PackagedProgram program = program(packaging, "app.App");
        assertEquals("web.jar", program.jar());
        assertNull(program.mainClass());
        assertEquals(Map.of("web.jar", jar), program.files());
    }

    @Test
    void runsAnotherClassOfAJarThatHoldsItsLibraries() throws Exception {
        Path jar = jars.jar("web.jar", MAIN, Jars.OWN, LIBRARY);

        assertEquals("app.Other", program(packaging(jar, jar), "app.Other").mainClass());
    }

    @Test
    void usesTheClassPathForAJarThatOnlyNamesItsMain() throws Exception {
        Path jar = jars.jar("web.jar", MAIN, Jars.OWN);

        Packaging packaging = packaging(jar, jar);

        assertEquals("app.App", packaging.mainClass());
        assertEquals(Optional.empty(), packaging.program("app.App", scratch));
    }

    @Test
    void usesTheClassPathIfNothingOfTheClassPathOfAManifestIsThere() throws Exception {
        Path jar = jars.jar("web.jar", Map.of("Main-Class", "app.App", "Class-Path", "library.jar"), Jars.OWN);

        assertEquals(Optional.empty(), packaging(jar, jar).program("app.App", scratch));
    }

    @Test
    void keepsThePlacesOfWhatAClassPathNames() throws Exception {
        jars.jar("libs/a b.jar", Map.of(), LIBRARY);
        Files.createDirectories(directory.resolve("conf"));
        Files.writeString(directory.resolve("conf/app.properties"), "a=b");
        Path jar = jars.jar(
                "web.jar",
                Map.of("Main-Class", "app.App", "Class-Path", "libs/a%20b.jar ../conf/ libs/missing.jar"),
                Jars.OWN);

        PackagedProgram program = program(packaging(jar, jar), "app.App");

        assertEquals("target/web.jar", program.jar());
        assertEquals(
                Set.of("target/web.jar", "target/libs/a b.jar", "conf/app.properties"),
                program.files().keySet());
    }

    @Test
    void takesTheDirectoryThatAProgramHasForItself() throws Exception {
        jars.jar("quarkus-app/lib/main/library.jar", Map.of(), LIBRARY);
        Files.writeString(jars.target().resolve("quarkus-app/quarkus-app-dependencies.txt"), "a");
        Path run = jars.jar(
                "quarkus-app/quarkus-run.jar",
                Map.of(
                        "Main-Class",
                        "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                        "Class-Path",
                        "lib/main/library.jar"),
                "io/quarkus/bootstrap/runner/QuarkusEntryPoint.class");
        Path thin = jars.jar("web.jar", Map.of(), Jars.OWN);

        Packaging packaging = packaging(thin, thin, run);

        assertEquals("io.quarkus.bootstrap.runner.QuarkusEntryPoint", packaging.mainClass());
        PackagedProgram program = program(packaging, "app.App");
        assertEquals("quarkus-run.jar", program.jar());
        assertNull(program.mainClass());
        assertEquals(
                Set.of("quarkus-run.jar", "lib/main/library.jar", "quarkus-app-dependencies.txt"),
                program.files().keySet());
    }

    @Test
    void extractsAJarOfSpringBootAsItsToolsDo() throws Exception {
        Path jar = jars.jar(
                "web.jar",
                Map.of(
                        "Main-Class", "org.springframework.boot.loader.launch.JarLauncher",
                        "Start-Class", "app.App",
                        "Implementation-Version", "1.2.3",
                        "Spring-Boot-Lib", "BOOT-INF/lib/"),
                "org/springframework/boot/loader/launch/JarLauncher.class",
                "META-INF/services/java.nio.file.spi.FileSystemProvider",
                "META-INF/sbom/application.cdx.json",
                "BOOT-INF/classes/" + Jars.OWN,
                "BOOT-INF/lib/b 1.jar",
                "BOOT-INF/lib/a.jar");

        Packaging packaging = packaging(jar, jar);

        assertEquals("app.App", packaging.mainClass());
        PackagedProgram program = program(packaging, "app.App");
        assertEquals("web.jar", program.jar());
        assertEquals(
                Set.of("web.jar", "lib/a.jar", "lib/b 1.jar"), program.files().keySet());
        try (JarFile laidOut = new JarFile(
                Objects.requireNonNull(program.files().get("web.jar")).toFile())) {
            Attributes main = laidOut.getManifest().getMainAttributes();
            assertEquals("app.App", main.getValue("Main-Class"));
            assertEquals("lib/b%201.jar lib/a.jar", main.getValue("Class-Path"));
            assertEquals("1.2.3", main.getValue("Implementation-Version"));
            assertNull(main.getValue("Start-Class"));
            assertTrue(laidOut.getEntry(Jars.OWN) != null);
            assertTrue(laidOut.getEntry("META-INF/sbom/application.cdx.json") != null);
            assertNull(laidOut.getEntry("META-INF/services/java.nio.file.spi.FileSystemProvider"));
            assertNull(laidOut.getEntry("org/springframework/boot/loader/launch/JarLauncher.class"));
        }
    }

    @Test
    void runsAnExecutableWarAsItIs() throws Exception {
        Path war = jars.jar(
                "web.war",
                Map.of(
                        "Main-Class", "org.springframework.boot.loader.launch.WarLauncher",
                        "Start-Class", "app.App"),
                "WEB-INF/classes/" + Jars.OWN,
                "WEB-INF/lib-provided/tomcat.jar");

        PackagedProgram program =
                program(Packaging.of(jars.built("war", war, List.of(war), List.of(library))), "app.App");

        assertEquals(Map.of("web.war", war), program.files());
    }

    @Test
    void refusesAWarWithoutAServer() throws Exception {
        Path war = jars.jar("web.war", Map.of(), "WEB-INF/classes/" + Jars.OWN);
        Packaging packaging = Packaging.of(jars.built("war", war, List.of(war), List.of(library)));

        String message = refused(packaging);

        assertTrue(message.contains("Module web is packaged as a war without a server in it"), message);
    }

    @Test
    void refusesTwoExecutableJarsOfWhichNoneIsTheArtifact() throws Exception {
        Path thin = jars.jar("web.jar", Map.of(), Jars.OWN);
        Path one = jars.jar("one.jar", MAIN, Jars.OWN, LIBRARY);
        Path two = jars.jar("two.jar", MAIN, Jars.OWN, LIBRARY);

        String message = refused(packaging(thin, thin, two, one));

        assertTrue(message.contains("2 executable jars: one.jar, two.jar"), message);
        assertTrue(message.contains("-Dshuttle.main=CLASS"), message);
    }

    @Test
    void prefersTheArtifactOfTheModule() throws Exception {
        Path other = jars.jar("web-jar-with-dependencies.jar", MAIN, Jars.OWN, LIBRARY);
        Path artifact = jars.jar("web.jar", MAIN, Jars.OWN, LIBRARY);

        assertEquals(
                "web.jar",
                program(packaging(artifact, artifact, other), "app.App").jar());
    }

    @Test
    void refusesAManifestThatNamesAMissingClass() throws Exception {
        Path jar = jars.jar("web.jar", Map.of("Main-Class", "app.Gone"), Jars.OWN, LIBRARY);

        String message = refused(packaging(jar, jar));

        assertTrue(message.contains("web.jar names the main class app.Gone, which the jar does not have"), message);
    }

    @Test
    void takesALaunchersMainFromALibrary() throws Exception {
        Path jar = jars.jar("web.jar", Map.of("Main-Class", "org.lib.Library"), Jars.OWN, LIBRARY);

        assertEquals("org.lib.Library", packaging(jar, jar).mainClass());
        assertEquals("web.jar", program(packaging(jar, jar), "org.lib.Library").jar());
    }

    @Test
    void passesOverAJarThatIsNoZipAndSaysSo() throws Exception {
        Path jar = jars.target().resolve("web.jar");
        Files.writeString(jar, "no zip");

        Packaging packaging = packaging(jar, jar);

        assertNull(packaging.mainClass());
        assertTrue(
                packaging.notes().get(0).startsWith("web.jar of module web was skipped"), packaging.notes()::toString);
    }

    private Packaging packaging(@Nullable Path artifact, Path... packaged) {
        return Packaging.of(jars.built("jar", artifact, List.of(packaged), List.of(library)));
    }

    private PackagedProgram program(Packaging packaging, String main) throws Exception {
        return packaging.program(main, scratch).orElseThrow();
    }

    private static String refused(Packaging packaging) {
        return String.valueOf(
                assertThrows(UnrunnableException.class, packaging::mainClass).getMessage());
    }
}
