package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code java -jar control-plane.jar [server] [--flag value …]}. */
public final class ControlPlaneMain {
    private static final int USAGE = 2;

    static {
        // Before the first logger: one line an entry, on standard error, with the time.
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
        System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
        // It warns of every H2 that is newer than itself.
        System.setProperty("org.slf4j.simpleLogger.log.org.flywaydb", "error");
        for (String quiet : List.of("org.eclipse.jetty", "io.javalin", "io.netty")) {
            System.setProperty("org.slf4j.simpleLogger.log." + quiet, "warn");
        }
    }

    private ControlPlaneMain() {}

    public static void main(String[] args) {
        List<String> arguments = Arrays.asList(args);
        if (!arguments.isEmpty() && !arguments.get(0).startsWith("-")) {
            if (!arguments.get(0).equals("server")) {
                System.err.println("There is no command " + arguments.get(0) + ". Usage: java -jar control-plane.jar"
                        + " [server] [--api-port 8001 …]");
                System.exit(USAGE);
            }
            arguments = arguments.subList(1, arguments.size());
        }
        System.exit(run(arguments));
    }

    private static int run(List<String> flags) {
        SettingsReader reader = new SettingsReader(
                System.getenv(),
                flags,
                System.getProperty("user.home"),
                System.getProperty("user.name").equals("root"));
        try {
            Settings settings = reader.read();
            reader.warnings().forEach(System.err::println);
            serve(settings);
            return 0;
        } catch (InvalidSettingsException e) {
            System.err.println(e.getMessage());
            return USAGE;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 0;
        }
    }

    /** Until SIGTERM or Ctrl-C. */
    private static void serve(Settings settings) throws IOException, InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    asked.countDown();
                    awaitQuietly(done);
                },
                "shuttle-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        boolean stopped = false;
        try (ControlPlane controlPlane = ControlPlane.start(settings)) {
            controlPlane
                    .generatedKey()
                    .ifPresent(key -> System.out.println("shuttle administrator's key, shown once and kept in "
                            + settings.home() + "/admin.key: " + key));
            System.out.println(controlPlane.readyLine());
            System.out.flush();
            asked.await();
            stopped = true;
        } finally {
            if (!stopped) {
                done.countDown();
            }
        }
        // The exit code of a JVM that a signal ends is 143; ours is 0, since it was asked for. The hook still waits, so
        // that the signal's own exit cannot come first.
        Runtime.getRuntime().halt(0);
    }

    private static void awaitQuietly(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
