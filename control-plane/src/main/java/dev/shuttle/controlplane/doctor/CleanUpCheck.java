package dev.shuttle.controlplane.doctor;

import dev.shuttle.os.TextFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells of files that the last start would have deleted, and did not.
 *
 * @param file in which it says so; need not be there
 */
record CleanUpCheck(Path file) implements Check {

    @Override
    public List<Finding> look() {
        try {
            return List.of(Finding.note("clean-up", TextFile.read(file).strip()));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            return List.of(Finding.fail("clean-up", file + " is not readable: " + e + "."));
        }
    }
}
