package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files and processes of a restore of a project, none of which may be left. */
final class RestoreLeftovers {
    private RestoreLeftovers() {}

    /** Neither a file of it is left, nor the server that worked on it. */
    static void requireNone(Path home) {
        for (String part : List.of("", "postgres", "redis", "folders", "releases")) {
            for (String name : List.of(".restore", ".restore-project", ".restore-replaces")) {
                Path left = home.resolve(part).resolve(name);
                assertFalse(Files.exists(left), left.toString());
            }
        }
        String aside = home.resolve("postgres/.restore").toString();
        assertFalse(
                ProcessHandle.allProcesses()
                        .anyMatch(each -> each.info().commandLine().orElse("").contains(aside)),
                "A server is left");
    }
}
