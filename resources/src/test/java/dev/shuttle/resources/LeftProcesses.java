package dev.shuttle.resources;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that work in a directory, by their command line or their working directory. */
final class LeftProcesses {

    private LeftProcesses() {}

    static List<String> in(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (isIn(process, directory)) {
                    found.add(process.getFileName() + " " + commandLine(process));
                }
            }
        }
        return found;
    }

    private static boolean isIn(Path process, Path directory) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(directory)
                    || commandLine(process).contains(" " + directory);
        } catch (IOException e) {
            return false; // it has ended, or it is another's
        }
    }

    private static String commandLine(Path process) throws IOException {
        byte[] line = Files.readAllBytes(process.resolve("cmdline"));
        return new String(line, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    }
}
