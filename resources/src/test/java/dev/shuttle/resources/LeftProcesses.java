package dev.shuttle.resources;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Processes that work in a directory, by their command line or their working directory. */
public final class LeftProcesses {

    private LeftProcesses() {}

    public static List<String> in(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                line(process, directory).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Processes that do not end within a few seconds: a server's children may outlast it by a moment. */
    public static List<String> stayingIn(Path directory) throws IOException, InterruptedException {
        List<String> left = in(directory);
        for (int i = 0; i < 200 && !left.isEmpty(); i++) {
            Thread.sleep(50);
            left = in(directory);
        }
        return left;
    }

    private static Optional<String> line(Path process, Path directory) {
        try {
            String commandLine = commandLine(process);
            boolean isIn = Files.readSymbolicLink(process.resolve("cwd")).startsWith(directory)
                    || commandLine.contains(" " + directory);
            return isIn ? Optional.of(process.getFileName() + " " + commandLine) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it has ended, or it is another's
        }
    }

    private static String commandLine(Path process) throws IOException {
        byte[] line = Files.readAllBytes(process.resolve("cmdline"));
        return new String(line, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    }
}
