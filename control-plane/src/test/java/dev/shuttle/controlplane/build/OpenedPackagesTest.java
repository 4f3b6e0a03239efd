package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OpenedPackagesTest {

    /** The JVM warns of a package that it does not have. */
    @Test
    void letOldPluginsAndProcessorsReachIntoTheJdk() throws Exception {
        assertEquals("reached", output(OpenedPackages.options()));
    }

    private static String output(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classes(), Old.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String classes() {
        return Path.of(Old.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    /** As XStream and Lombok of that time do. */
    static final class Old {
        private Old() {}

        public static void main(String[] args) throws Exception {
            TreeMap.class.getDeclaredField("comparator").setAccessible(true);
            Class.forName("com.sun.tools.javac.processing.JavacProcessingEnvironment")
                    .getDeclaredField("options")
                    .setAccessible(true);
            Class.forName("com.sun.tools.javac.file.BaseFileManager")
                    .getDeclaredField("charset")
                    .setAccessible(true);
            System.out.println("reached");
        }
    }
}
