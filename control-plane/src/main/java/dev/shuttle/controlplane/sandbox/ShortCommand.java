package dev.shuttle.controlplane.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that answer at once. */
final class ShortCommand {
    private static final long PATIENCE_SECONDS = 10;

    private static final int MAX_OUTPUT = 4096;

    private ShortCommand() {}

    /**
     * What came of a command.
     *
     * @param succeeded whether it ended with 0
     * @param output the beginning of what it printed, in one line
     */
    record Outcome(boolean succeeded, String output) {}

    /** Runs it in an empty environment; does not let itself be interrupted. */
    static Outcome run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", path());
        try {
            Process process = builder.start();
            process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).exceptionally(late -> {
                process.destroyForcibly();
                return process;
            });
            byte[] output = process.getInputStream().readNBytes(MAX_OUTPUT);
            process.getInputStream().close();
            int code = process.onExit().join().exitValue();
            String text = new String(output, StandardCharsets.UTF_8).strip().replace('\n', ' ');
            return new Outcome(code == 0, text.isEmpty() ? "exit code " + code : text);
        } catch (IOException e) {
            return new Outcome(false, String.valueOf(e.getMessage()));
        }
    }

    static Optional<Path> onPath(String program) {
        return Stream.of(path().split(File.pathSeparator, -1))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String path() {
        return System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    }
}
