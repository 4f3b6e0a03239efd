package dev.shuttle.controlplane.certificates;

import dev.shuttle.os.CleanEnvironment;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's program that sets and removes TXT records: {@code HOOK present RECORD VALUE} ends with 0 once the name servers
 * of the zone answer with the record; {@code HOOK cleanup RECORD VALUE} removes it. The same words as lego's {@code exec} provider.
 */
final class DnsHook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsHook.class);

    /** Some providers take minutes until all their servers know. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int MOST_SHOWN = 300;

    private final Path program;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    DnsHook(Path program) {
        this.program = program;
    }

    void present(String record, String value) throws IOException, InterruptedException {
        String failure = run("present", record, value);
        if (!failure.isEmpty()) {
            throw new IOException("the DNS hook " + program + " did not set " + record + " (" + failure + ")");
        }
    }

    /** A record that stays in the zone does no harm. */
    void cleanUp(String record, String value) {
        if (closed) {
            return;
        }
        try {
            String failure = run("cleanup", record, value);
            if (!failure.isEmpty()) {
                LOG.warn("the DNS hook {} did not remove {}: {}", program, record, failure);
            }
        } catch (IOException e) {
            LOG.warn("the DNS hook {} did not remove {}: {}", program, record, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty: it did. Its environment holds none of our keys. */
    private String run(String word, String record, String value) throws IOException, InterruptedException {
        Path output = Files.createTempFile("shuttle-dns-hook", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(program.toString(), word, record, value)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile());
            CleanEnvironment.apply(builder);
            Process process = builder.start();
            running.add(process);
            try {
                if (closed) {
                    return "the server stops";
                }
                if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return "it did not end within " + PATIENCE.toMinutes() + " minutes";
                }
                return process.exitValue() == 0 ? "" : "exit code " + process.exitValue() + ": " + shown(output);
            } finally {
                running.remove(process);
                end(process);
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends those that run, and starts none. */
    @Override
    public void close() {
        closed = true;
        running.forEach(DnsHook::end);
    }

    private static String shown(Path output) throws IOException {
        try (var in = Files.newInputStream(output)) {
            String text = new String(in.readNBytes(MOST_SHOWN), StandardCharsets.UTF_8);
            return text.strip().replaceAll("\\s+", " ");
        }
    }
}
