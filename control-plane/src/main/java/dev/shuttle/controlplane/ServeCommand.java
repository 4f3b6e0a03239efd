package dev.shuttle.controlplane;

import dev.shuttle.controlplane.Settings.InvalidSettingsException;
import dev.shuttle.controlplane.takeover.ServiceManager;
import dev.shuttle.controlplane.takeover.Takeover;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code server}: a control plane, until SIGTERM or Ctrl-C. */
final class ServeCommand implements Command {
    static final String NAME = "server";

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private static final String TAKEOVER = "--takeover";

    /** Between two looks for a signal, while clients end. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** SIGTERM holds within 30 s. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(28);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String usage() {
        return "[server]         runs the control plane, until SIGTERM or Ctrl-C\n" + "                   " + TAKEOVER
                + " takes the place of the one that runs on the home, which ends";
    }

    @Override
    public int run(List<String> flags) throws InvalidSettingsException, IOException {
        List<String> others =
                flags.stream().filter(flag -> !flag.equals(TAKEOVER)).toList();
        serve(Command.settings(others), others.size() < flags.size());
        return DONE;
    }

    private static void serve(Settings settings, boolean takesOver) throws IOException {
        OutOfMemoryExit.install();
        UnusedMemory.giveBack();
        StopRequest request = new StopRequest(STOP_LIMIT);
        request.listen();
        boolean stopped = false;
        try (ControlPlane controlPlane = takesOver ? takeOver(settings) : start(settings, null)) {
            controlPlane
                    .generatedKey()
                    .ifPresent(key -> System.out.println("shuttle administrator's key, shown once and kept in "
                            + settings.home() + "/admin.key: " + key));
            ready(controlPlane);
            if (!takesOver) { // else the other one says so, which is the service's process for the service manager
                ServiceManager.ofThisProcess().ready();
            }
            while (!request.awaitBefore(controlPlane.over())
                    && !controlPlane.over().join()) {
                LOG.warn("The control plane that was to take over has ended; this one goes on");
                comeBack(controlPlane, settings);
            }
            drain(controlPlane, request, settings.deployments().drainTimeout());
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

    private static void ready(ControlPlane controlPlane) {
        System.out.println(controlPlane.readyLine());
        System.out.flush();
    }

    /** Requests that this one has begun end here, within the time that a replaced version of a service has. */
    private static void drain(ControlPlane controlPlane, StopRequest request, Duration atMost) {
        if (request.isMade()) {
            return;
        }
        LOG.info("The other control plane serves; this one ends with its clients' last requests");
        long end = System.nanoTime() + atMost.toNanos();
        while (!request.isMade() && System.nanoTime() - end < 0 && controlPlane.awaitClients(LOOK) > 0) {}
    }

    private static ControlPlane takeOver(Settings settings) throws IOException {
        if (!Home.isTaken(settings.home())) {
            throw new IOException("No control plane runs on the home " + settings.home()
                    + ". Start without --takeover, or name the home of the one that runs with SHUTTLE_HOME.");
        }
        try (Takeover takeover = Takeover.begin(settings.home().resolve(Upkeep.CONTROL))) {
            return start(settings, takeover);
        }
    }

    private static void comeBack(ControlPlane controlPlane, Settings settings) throws IOException {
        try {
            controlPlane.comeBack(settings);
            ready(controlPlane);
        } catch (IOException | RuntimeException e) {
            throw StartFailure.of(e, settings.home());
        }
    }

    private static ControlPlane start(Settings settings, @Nullable Takeover takeover) throws IOException {
        try {
            return ControlPlane.start(settings, takeover);
        } catch (IOException | RuntimeException e) {
            throw StartFailure.of(e, settings.home());
        }
    }
}
