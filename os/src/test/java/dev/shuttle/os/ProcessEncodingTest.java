package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessEncodingTest {

    @Test
    void tellsWhetherAProcessGetsAVariableAsItIs() throws Exception {
        assertEquals("true ü", inLocale("C.UTF-8"));
        assertEquals("false ?", inLocale("C").replaceAll("\\?+", "?"));
    }

    private static String inLocale(String locale) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName());
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL") || name.startsWith("JDK_JAVA"));
        builder.environment().put("LC_ALL", locale);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertFalse(process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() != 0, said);
        return said.strip();
    }

    /** Says whether it can hand over the letter, and what a process got of it. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            String letter = "\u00fc";
            System.out.print(ProcessEncoding.encodes(letter) + " ");
            System.out.flush();
            ProcessBuilder builder = new ProcessBuilder("printenv", "LETTER").inheritIO();
            builder.environment().put("LETTER", letter);
            builder.start().waitFor();
        }
    }
}
