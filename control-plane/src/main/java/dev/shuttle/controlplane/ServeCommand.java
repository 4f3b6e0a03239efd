package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code server}: a control plane, until SIGTERM or Ctrl-C. */
final class ServeCommand implements Command {
    static final String NAME = "server";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String usage() {
        return "[server]         runs the control plane, until SIGTERM or Ctrl-C";
    }

    @Override
    public int run(List<String> flags) throws InvalidSettingsException, IOException {
        try {
            serve(Command.settings(flags));
        } catch (InterruptedException e) {
            // It was asked to end.
        }
        return DONE;
    }

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
        try (ControlPlane controlPlane = start(settings)) {
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

    private static ControlPlane start(Settings settings) throws IOException {
        try {
            return ControlPlane.start(settings);
        } catch (IOException | RuntimeException e) {
            throw StartFailure.of(e, settings.home());
        }
    }

    private static void awaitQuietly(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
