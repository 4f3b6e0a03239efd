package dev.shuttle.controlplane.doctor;

import dev.shuttle.os.TextFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells what the server has left in the home for the operator to read, a finding a line.
 *
 * @param subject of the findings
 * @param file in which it says so; need not be there
 */
record NoticeCheck(String subject, Path file) implements Check {

    @Override
    public List<Finding> look() {
        try {
            return TextFile.read(file)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> Finding.note(subject, line.strip()))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            return List.of(Finding.fail(subject, file + " is not readable: " + e + "."));
        }
    }
}
