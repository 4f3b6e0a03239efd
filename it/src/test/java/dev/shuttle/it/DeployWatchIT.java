package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvn shuttle:deploy -Dshuttle.watch}. */
final class DeployWatchIT {
    private static final String PROJECT = "jdk-handler";
    private static final Duration SOON = Duration.ofSeconds(60);

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    @TempDir
    Path folder;

    private final Maven maven = Maven.of(SERVER);
    private final Visitor visitor = new Visitor(SERVER);
    private final Api api = new Api(SERVER);

    @Test
    void eachSavedChangeServesAndOneThatDoesNotCompileIsToldWhileTheOldVersionServes() throws Exception {
        App app = App.copy("jdk-handler", folder);
        try (RunningMaven watch = maven.start(app, "shuttle:deploy", "-Dshuttle.watch")) {
            watch.prints("[INFO] Watching ");
            assertEquals("jdk-handler, version 1", visitor.read(PROJECT));

            app.version(1, 2);
            watch.prints("[INFO] " + App.MAIN + " changed: serves after ");
            assertEquals("jdk-handler, version 2", visitor.read(PROJECT));

            app.replace(App.MAIN, "version 2", "version 3\" + wrong + \"");
            watch.prints("[ERROR] " + App.MAIN + " changed: failed after ");
            Await.until("why", SOON, watch::text, text -> text.contains("What serves goes on."));
            assertTrue(watch.text().contains("App.java:["), watch::text);
            assertEquals("jdk-handler, version 2", visitor.read(PROJECT));

            app.replace(App.MAIN, "version 3\" + wrong + \"", "version 4");
            Await.until("version 4", SOON, () -> visitor.read(PROJECT), "jdk-handler, version 4"::equals);

            watch.ctrlC();
            assertEquals(0, watch.exit(), watch::text);
        }
        assertEquals("jdk-handler, version 4", visitor.read(PROJECT));
        assertEquals(
                4,
                StreamSupport.stream(api.deployments(PROJECT).spliterator(), false)
                        .count());
    }
}
