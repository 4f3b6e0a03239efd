package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.LineAssembler;
import dev.shuttle.controlplane.host.RecordedOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamTailTest {
    @TempDir
    Path directory;

    private final RecordedOutput output = new RecordedOutput();
    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = Files.createFile(directory.resolve("out"));
    }

    @Test
    void handsOnLinesAsTheyAreComplete() throws IOException {
        try (StreamTail tail = tail(0)) {
            append("one\r\ntw");
            tail.poll();
            assertEquals(List.of("out one"), output.lines());
            assertEquals(5, tail.consumed());

            append("o ü\n");
            tail.poll();
            assertEquals(List.of("out one", "out two ü"), output.lines());
        }
    }

    @Test
    void handsOnTheLastLineWithoutItsEnd() throws IOException {
        try (StreamTail tail = tail(0)) {
            append("last words");
            tail.finish();
        }
        assertEquals(List.of("out last words"), output.lines());
    }

    @Test
    void goesOnWhereAnotherHasStopped() throws IOException {
        append("one\ntwo\n");
        try (StreamTail tail = tail(4)) {
            tail.finish();
        }
        assertEquals(List.of("out two"), output.lines());
    }

    @Test
    void emptiesAFileThatItHasRead() throws IOException {
        try (StreamTail tail = tail(0)) {
            for (long written = 0; written <= StreamTail.TRUNCATE_AT; written += 64 << 10) {
                append("x".repeat((64 << 10) - 1) + "\n");
                tail.poll();
                assertTrue(Files.size(file) > 0, "a line that is written now would be lost");
            }
            tail.poll();
            assertEquals(0, Files.size(file));
            append("after\n");
            tail.poll();
        }
        assertEquals("out after", output.lines().get(output.lines().size() - 1));
    }

    @Test
    void skipsWhatCameTooFastAndSaysHowMuch() throws IOException {
        String line = "x".repeat(1023) + "\n";
        append(line.repeat(6 << 10));
        append("the end\n");
        try (StreamTail tail = tail(0)) {
            tail.finish();
        }
        long dropped = (6L << 20) + 8 - StreamTail.KEPT;
        assertEquals(
                "out shuttle: " + dropped
                        + " bytes of output were dropped: the service wrote faster than the log is read",
                output.lines().get(0));
        assertEquals("out the end", output.lines().get(output.lines().size() - 1));
        assertEquals(0, Files.size(file));
    }

    @Test
    void cutsALineThatDoesNotEnd() throws IOException {
        append("x".repeat(3 * LineAssembler.MAX_LINE_BYTES) + "\n");
        try (StreamTail tail = tail(0)) {
            tail.finish();
        }
        assertTrue(output.lines().size() >= 3);
        assertTrue(output.lines().stream().allMatch(line -> line.length() <= LineAssembler.MAX_LINE_BYTES + 5));
    }

    private StreamTail tail(long offset) throws IOException {
        return new StreamTail(file, "out", output, new byte[256 << 10], offset);
    }

    private void append(String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    }
}
