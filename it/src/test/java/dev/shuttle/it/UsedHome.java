package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A home on which a control plane has run before: Maven, PostgreSQL and the store are laid out, and no project is left.
 * The first test class of a build makes it, and all copy it.
 */
final class UsedHome {
    private static final Path TARGET = Java.root().resolve("it/target");

    /** A name that no test uses. */
    private static final String PROJECT = "used-before";

    private static @Nullable UsedHome made;

    private final Path folder;

    private UsedHome(Path folder) {
        this.folder = folder;
    }

    static synchronized UsedHome get() throws Exception {
        if (made == null) {
            Files.createDirectories(TARGET);
            try (FileChannel channel = FileChannel.open(
                            TARGET.resolve("used.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock alone = channel.lock()) {
                assertTrue(alone.isValid());
                made = new UsedHome(folder());
                if (!Files.isDirectory(made.folder.resolve("home"))) {
                    made.make();
                }
            }
        }
        return made;
    }

    /** The classes that a control plane has loaded, as an archive of this JDK, once there is one. */
    static Optional<Path> classes() {
        return Optional.of(folder().resolve("classes.jsa")).filter(Files::isRegularFile);
    }

    /** One for each build of the jar and each JDK: what either made is of no use to another. */
    private static Path folder() {
        try {
            long built = Files.getLastModifiedTime(ControlPlane.jar()).toMillis();
            return TARGET.resolve("used")
                    .resolve(Long.toString(built, 36) + "-" + Runtime.version().feature());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make() throws Exception {
        run("rm", "-rf", TARGET.resolve("used").toString());
        Files.createDirectories(folder);
        Downloads.forgetOurs();
        Path home = Files.createTempDirectory("it").toRealPath();
        Downloads.shareWith(home);
        ControlPlane server = ControlPlane.on(home).archivingTo(folder.resolve("classes.jsa"));
        try (var sources = new Scratch()) {
            server.start();
            Api api = new Api(server);
            api.secret(PROJECT, "TOKEN", "any token");
            api.deploys(PROJECT, App.copy("infra", sources.folder()));
            Maven.of(server).forked(sources.folder(), Maven.goal("help")).succeeded();
            assertEquals(
                    204,
                    api.delete("/projects/" + PROJECT + "?resources=true&wait=true")
                            .statusCode());
            server.stop();
            // Each copy begins somewhere else, by chance: control planes that run at once must not share users.
            server.h2("delete from project_account");
            run("cp", "-a", home.toString(), folder.resolve("home.part").toString());
            Files.move(folder.resolve("home.part"), folder.resolve("home"));
        } finally {
            server.deleteHome();
        }
    }

    /** Into an empty folder. */
    void copyTo(Path home) throws Exception {
        run("cp", "-a", folder.resolve("home") + "/.", home.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> List.of(command) + " did not end");
        assertEquals(0, process.exitValue(), () -> List.of(command).toString());
    }
}
