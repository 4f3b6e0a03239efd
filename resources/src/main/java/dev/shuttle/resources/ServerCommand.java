package dev.shuttle.resources;

import dev.shuttle.os.CleanEnvironment;
import dev.shuttle.os.Executables;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Launches a server so that it survives us, kill -9 included: a session of its own, output to a file, nothing of our
 * environment, where keys may be.
 *
 * @param account under whom it runs
 * @param command program and arguments; no secrets, every user of the machine can read them
 * @param directory where it runs
 * @param log gets its output
 */
public record ServerCommand(ServerAccount account, List<String> command, Path directory, ServerLog log) {

    public ServerCommand {
        command = List.copyOf(command);
    }

    /** Starts it with nothing on its standard input. */
    public Process start() throws IOException {
        return builder()
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
    }

    /** Starts it with something to read that is in no file and on no command line. */
    public Process start(String input) throws IOException {
        Process process = builder().start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        return process;
    }

    private ProcessBuilder builder() throws IOException {
        log.rotate();
        List<String> line = new ArrayList<>();
        // Ctrl-C in our terminal must not reach it. Each of these ends in exec: the server has the child's number.
        Executables.find("setsid").ifPresent(setsid -> line.add(setsid.toString()));
        line.addAll(account.prefix());
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        CleanEnvironment.apply(builder);
        return builder;
    }
}
