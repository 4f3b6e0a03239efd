package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A user's shell, in which the variables {@code API}, {@code PROXY} and {@code KEY} are set. */
final class Shell {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ControlPlane server;
    private final Path directory;

    Shell(ControlPlane server, Path directory) {
        this.server = server;
        this.directory = directory;
    }

    /** Runs a line, which must end with 0, and returns what it printed on standard output. */
    String run(String line) throws IOException, InterruptedException {
        Process process = start(line);
        Output output = new Output("sh", process.getInputStream());
        assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), () -> "Did not end: " + line);
        List<String> printed = output.toEnd();
        assertEquals(0, process.exitValue(), () -> line + "\nprinted:\n" + String.join("\n", printed));
        return String.join("\n", printed);
    }

    Process start(String line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-o", "pipefail", "-c", line);
        builder.directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("API", server.api().toString());
        builder.environment().put("PROXY", server.proxy().toString());
        builder.environment().put("KEY", server.key());
        return builder.start();
    }
}
