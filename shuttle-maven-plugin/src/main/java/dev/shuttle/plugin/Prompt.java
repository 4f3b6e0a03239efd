package dev.shuttle.plugin;

import dev.shuttle.os.DaemonThreads;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.maven.execution.MavenSession;
import org.jspecify.annotations.Nullable;

/** Asks the user at the terminal. There is none in batch mode ({@code -B}), or if input or output is not a terminal. */
final class Prompt {

    /** Piped input comes from a program that is started at the same time, and may have to ask somebody itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final @Nullable Console console;

    Prompt(MavenSession session) {
        this.console = session.getRequest().isInteractiveMode() ? terminal() : null;
    }

    /** A line, without surrounding spaces; empty if there is no user to ask. */
    Optional<String> line(String question) {
        return console == null
                ? Optional.empty()
                : Optional.ofNullable(console.readLine("%s", question)).map(String::strip);
    }

    /** Whether there is a user, who says yes; anything else means no. */
    boolean isConfirmed(String question) {
        return line(question + " [y/N] ")
                .filter(text -> text.equalsIgnoreCase("y") || text.equalsIgnoreCase("yes"))
                .isPresent();
    }

    /** A line, typed without echo; empty if there is no user to ask. */
    Optional<String> hidden(String question) {
        return console == null
                ? Optional.empty()
                : Optional.ofNullable(console.readPassword("%s", question)).map(String::new);
    }

    /** Typed without echo, or all of standard input; empty if there is neither. */
    String hiddenOrPiped(String question, int maxBytes) throws IOException {
        Optional<String> typed = hidden(question);
        if (typed.isPresent()) {
            return typed.get();
        }
        return isTerminal() ? "" : input(maxBytes);
    }

    /** Whether standard input can only be a person. */
    static boolean isTerminal() {
        return terminal() != null;
    }

    /**
     * All of standard input but one line end behind it; empty where it does not end within a while, as in a build
     * that leaves it open.
     *
     * @param maxBytes the most that is read
     * @throws IOException when it is longer, or no UTF-8
     */
    static String input(int maxBytes) throws IOException {
        byte[] bytes = bytes(maxBytes + 2);
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
            length -= length > 0 && bytes[length - 1] == '\r' ? 1 : 0;
        }
        if (length > maxBytes) {
            throw new IOException("Standard input has more than " + maxBytes + " bytes: pass a shorter value.");
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            return text.toString();
        } catch (CharacterCodingException garbage) {
            throw new IOException("Standard input is not valid UTF-8: save it as UTF-8, or encode it.", garbage);
        }
    }

    private static byte[] bytes(int most) throws IOException {
        FutureTask<byte[]> reading = new FutureTask<>(() -> System.in.readNBytes(most));
        DaemonThreads.start("shuttle-standard-input", reading);
        try {
            return reading.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            return new byte[0];
        } catch (ExecutionException fault) {
            throw new IOException("standard input cannot be read", fault.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    /** From Java 22 to 24 there is a console even without a terminal, and only it knows. */
    @SuppressWarnings("SystemConsoleNull") // isTerminal() is asked below
    private static @Nullable Console terminal() {
        Console console = System.console();
        if (console == null) {
            return null;
        }
        try {
            return Boolean.FALSE.equals(Console.class.getMethod("isTerminal").invoke(console)) ? null : console;
        } catch (ReflectiveOperationException before22) {
            return console;
        }
    }
}
