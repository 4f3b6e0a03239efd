package dev.shuttle.plugin.local;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClassWatchTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path target;

    @Test
    void tellsOfAFileInAFolderThatDidNotExist() throws Exception {
        Path classes = target.resolve("classes");
        try (ClassWatch watch = new ClassWatch(List.of(classes))) {
            Path deep = Files.createDirectories(classes.resolve("com/example"));
            Files.writeString(deep.resolve("A.class"), "1");
            assertNotNull(watch.await(LONG));

            Files.writeString(deep.resolve("A.class"), "two");
            assertNotNull(watch.await(LONG));

            Files.delete(deep.resolve("A.class"));
            assertNotNull(watch.await(LONG));
        }
    }

    @Test
    void seesFilesInAFolderThatWasDeletedAndCreatedAgain() throws Exception {
        Path classes = Files.createDirectory(target.resolve("classes"));
        Path file = Files.writeString(classes.resolve("A.class"), "1");
        try (ClassWatch watch = new ClassWatch(List.of(classes))) {
            Files.delete(file);
            Files.delete(classes);
            assertNotNull(watch.await(LONG));

            Files.createDirectory(classes);
            Files.writeString(file, "2");
            assertNotNull(watch.await(LONG));

            Files.writeString(file, "three");
            assertNotNull(watch.await(LONG));
        }
    }

    @Test
    void keepsQuietAboutWhatLiesBesideTheClasses() throws Exception {
        Path classes = Files.createDirectory(target.resolve("classes"));
        try (ClassWatch watch = new ClassWatch(List.of(classes))) {
            Files.writeString(target.resolve("app.jar"), "1");

            assertNull(watch.await(SHORT));
        }
    }

    @Test
    void takesTheFilesOfOneCompilationAsOneChange() throws Exception {
        Path classes = Files.createDirectory(target.resolve("classes"));
        try (ClassWatch watch = new ClassWatch(List.of(classes))) {
            for (int i = 0; i < 100; i++) {
                Files.writeString(classes.resolve("A" + i + ".class"), "1");
            }

            assertNotNull(watch.await(LONG));
            assertNull(watch.await(SHORT));
        }
    }
}
