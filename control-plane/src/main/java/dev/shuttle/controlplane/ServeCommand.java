package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** {@code server}: a control plane, until SIGTERM or Ctrl-C. */
final class ServeCommand implements Command {
    static final String NAME = "server";

    /** SIGTERM holds within 30 s. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(28);

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
        OutOfMemoryExit.install();
        UnusedMemory.giveBack();
        StopRequest request = new StopRequest(STOP_LIMIT);
        request.listen();
        boolean stopped = false;
        try (ControlPlane controlPlane = start(settings)) {
            controlPlane
                    .generatedKey()
                    .ifPresent(key -> System.out.println("shuttle administrator's key, shown once and kept in "
                            + settings.home() + "/admin.key: " + key));
            System.out.println(controlPlane.readyLine());
            System.out.flush();
            request.await();
            stopped = true;
        } finally {
            if (!stopped) {
                request.release();
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
}
