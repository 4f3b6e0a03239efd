package dev.shuttle.controlplane.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagesOpenBeforeTest {
    @TempDir
    Path folder;

    @Test
    void areOpenToWhatAsksForJava8() throws Exception {
        Path source = Files.writeString(
                folder.resolve("Reach.java"),
                """
                public class Reach {
                    public static void main(String[] args) throws Exception {
                        ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class).setAccessible(true);
                    }
                }
                """);

        assertEquals(0, run(source, PackagesOpenBefore.options(new RecordedJdk(17, "/jdk", 8))));
        assertEquals(1, run(source, List.of()));
    }

    @Test
    void areClosedToWhatAsksForNothingOrANewerJava() {
        assertTrue(PackagesOpenBefore.options(null).isEmpty());
        assertTrue(PackagesOpenBefore.options(new RecordedJdk(17, "/jdk", 16)).isEmpty());
        assertTrue(PackagesOpenBefore.options(new RecordedJdk(17, "/jdk", 15)).size() > 10);
    }

    /** Its output has no line but errors: an option that the JVM warns of would be one. */
    private int run(Path source, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.add(source.toString());
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        assertTrue(options.isEmpty() || Files.size(output) == 0, Files.readString(output));
        return process.exitValue();
    }
}
