package dev.shuttle.resources;

import dev.shuttle.resources.postgres.EmbeddedPostgres;
import dev.shuttle.resources.redis.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that starts a server and is gone without a word, as by kill -9. */
public final class CrashingOwner {

    private CrashingOwner() {}

    public static void run(String kind, Path folder, String password) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingOwner.class.getName(),
                        kind,
                        folder.toString(),
                        password))
                .inheritIO()
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 9) {
            process.destroyForcibly();
            throw new AssertionError("The server was not started");
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Provisioner provisioner = arguments[0].equals("postgres")
                ? new EmbeddedPostgres(folder, Binaries::postgres, () -> arguments[2])
                : new EmbeddedRedis(folder, Binaries::redis);
        Map<String, String> draft = draft(arguments[0], arguments[2]);
        provisioner.ensure("todo", "default", draft);
        Runtime.getRuntime().halt(9);
    }

    public static Map<String, String> draft(String kind, String password) {
        return kind.equals("postgres")
                ? Map.of("database", "todo_default", "username", "todo_default", "password", password)
                : Map.of("username", "default", "password", password, "database", "0");
    }
}
