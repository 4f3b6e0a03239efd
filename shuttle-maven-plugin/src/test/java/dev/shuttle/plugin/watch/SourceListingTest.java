package dev.shuttle.plugin.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SourceListingTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path root;

    @BeforeEach
    void isAMavenProject() throws IOException {
        root = root.toRealPath();
        write("pom.xml", "<project/>");
        write(".gitignore", "generated/\n");
        write("target/classes/App.class", "1");
        write("generated/A.java", "1");
        write("src/main/java/App.java", "1");
    }

    @Test
    void tellsWhichFilesOfTheUploadHaveChanged() throws Exception {
        try (FileWatch watch = watch(Set.of())) {
            write("src/main/java/App.java", "two");
            assertEquals("src/main/java/App.java", next(watch));

            Files.delete(root.resolve("src/main/java/App.java"));
            assertEquals("src/main/java/App.java", next(watch));

            write("src/main/resources/deep/er/a.txt", "1");
            assertEquals("src/main/resources/deep/er/a.txt", next(watch));

            write("src/main/resources/deep/er/a.txt", "two");
            assertEquals("src/main/resources/deep/er/a.txt", next(watch));
        }
    }

    @Test
    void knowsOfNothingThatIsNotUploaded() throws Exception {
        try (FileWatch watch = watch(Set.of())) {
            write("target/classes/App.class", "two");
            write("target/app.jar", "1");
            write("generated/A.java", "two");
            write(".env", "A=1");
            write(".git/index", "1");

            assertNull(watch.await(SHORT));
        }
    }

    @Test
    void knowsOfNothingThatEditorsAndTheGoalItselfWrite() throws Exception {
        try (FileWatch watch = watch(Set.of(root.resolve("out.txt")))) {
            write("src/main/java/.App.java.swp", "1");
            write("src/main/java/App.java~", "1");
            write(".idea/workspace.xml", "1");
            write("build.log", "1");
            write("out.txt", "1");

            assertNull(watch.await(SHORT));
        }
    }

    @Test
    void rulesThatChangeAreObeyedAtOnce() throws Exception {
        try (FileWatch watch = watch(Set.of())) {
            write(".gitignore", "generated/\nnotes.txt\n");
            write("notes.txt", "1");
            assertEquals(".gitignore", next(watch));

            write("notes.txt", "two");
            assertNull(watch.await(SHORT));
        }
    }

    private FileWatch watch(Set<Path> output) throws IOException {
        return new FileWatch(new SourceListing(root, output), Duration.ofMillis(50));
    }

    private String next(FileWatch watch) throws Exception {
        Change change = watch.await(LONG);
        assertNotNull(change);
        return change.told(root);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
