package dev.shuttle.controlplane.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {

    private static final String JAR = "dev/shuttle/shuttle-builder/1.0/shuttle-builder-1.0.jar";

    @TempDir
    Path temp;

    private Path home = Path.of("home");

    @BeforeEach
    void home() {
        home = temp.resolve("home");
    }

    @Test
    void unpacksMavenAndTheRepository() throws Exception {
        Bundle carried = installed("1.0");

        assertTrue(Files.isRegularFile(carried.mavenHome().resolve("bin/m2.conf")));
        assertEquals(home.resolve("maven/apache-maven-" + carried.mavenVersion()), carried.mavenHome());
        assertEquals("1.0", carried.version());
        assertEquals(home.resolve("repository").resolve(JAR), carried.builderExtension());
        assertTrue(carried.hostClassPath().stream().allMatch(Files::isRegularFile));
        assertEquals(2, carried.hostClassPath().size());
        assertEquals(List.of(home.resolve("host-libraries/pool.jar")), carried.hostLibraries());
        assertTrue(Files.isRegularFile(carried.hostLibraries().get(0)));
    }

    @Test
    void everyFileOfTheRepositoryHasItsChecksumBesideIt() throws Exception {
        Path repository = installed("1.0").repository();
        List<Path> files;
        try (Stream<Path> all = Files.walk(repository)) {
            files = all.filter(file -> file.toString().matches(".*\\.(jar|pom|xml)"))
                    .toList();
        }
        assertEquals(3 * 2 + 3 + 1, files.size());
        for (Path file : files) {
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file));
            assertEquals(HexFormat.of().formatHex(sha1), Files.readString(Path.of(file + ".sha1")), file.toString());
        }
    }

    @Test
    void anOlderVersionStaysAndBothAreListed() throws Exception {
        installed("1.0");
        Bundle newer = installed("1.1");

        String metadata =
                Files.readString(newer.repository().resolve("dev/shuttle/shuttle-annotations/maven-metadata.xml"));
        assertTrue(metadata.contains("<release>1.1</release>"), metadata);
        assertTrue(metadata.contains("<version>1.0</version>"), metadata);
        assertTrue(Files.isRegularFile(newer.repository().resolve(JAR)));
        assertTrue(newer.builderExtension().endsWith("shuttle-builder-1.1.jar"));
    }

    @Test
    void theSameVersionWithOtherContentReplacesTheFiles() throws Exception {
        Bundle carried = installed("1.0");
        Path directory = temp.resolve("carried-1.0");
        Files.writeString(directory.resolve("META-INF/shuttle/repository").resolve(JAR), "rebuilt");

        BundleFixture.install(home, directory);

        assertEquals("rebuilt", Files.readString(carried.builderExtension()));
    }

    @Test
    void whatACrashLeftHalfDoneIsCompleted() throws Exception {
        Bundle carried = installed("1.0");
        Files.delete(carried.builderExtension());
        Files.delete(carried.repository().resolve(".installed"));
        Trees.delete(carried.mavenHome());
        Files.createDirectories(home.resolve("maven/.unpacking-1/apache-maven"));

        installed("1.0");

        assertTrue(Files.isRegularFile(carried.builderExtension()));
        assertTrue(Files.isRegularFile(carried.mavenHome().resolve("bin/m2.conf")));
    }

    @Test
    void aWarmStartChangesNothing() throws Exception {
        Bundle carried = installed("1.0");
        Object file =
                Files.readAttributes(carried.builderExtension(), "unix:ino").get("ino");
        installed("1.0");

        assertEquals(
                file,
                Files.readAttributes(carried.builderExtension(), "unix:ino").get("ino"));
    }

    @Test
    void leavesNothingAside() throws Exception {
        installed("1.0");
        try (Stream<Path> all = Files.walk(home)) {
            assertFalse(all.anyMatch(file -> file.toString().matches(".*(\\.part|/\\.unpacking-.*)")));
        }
    }

    @Test
    void saysWhatIsMissingInAProgramThatWasNotPackaged() throws Exception {
        Path directory = BundleFixture.in(temp.resolve("empty"), "1.0");
        Trees.delete(directory.resolve("META-INF/shuttle/repository/dev/shuttle/shuttle-builder"));

        IOException e = assertThrows(IOException.class, () -> BundleFixture.install(temp.resolve("home"), directory));
        assertTrue(String.valueOf(e.getMessage()).contains("control-plane.jar"), e.getMessage());
    }

    private Bundle installed(String version) throws IOException {
        Path directory = temp.resolve("carried-" + version);
        if (!Files.exists(directory)) {
            BundleFixture.in(directory, version);
        }
        return BundleFixture.install(home, directory);
    }
}
