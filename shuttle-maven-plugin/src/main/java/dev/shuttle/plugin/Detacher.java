package dev.shuttle.plugin;

import dev.shuttle.protocol.Deployment;
import java.io.PrintStream;
import java.util.List;

/**
 * While it is open, a Ctrl-C prints that the deployment continues on the server, how to follow it again, and how to cancel
 * it.
 */
final class Detacher implements AutoCloseable {

    private final Thread atExit;

    private Detacher(Deployment deployment, PrintStream out) {
        this.atExit = new Thread(() -> lines(deployment).forEach(out::println), "shuttle-detach");
    }

    /** On standard error: a result on standard output stays alone there, and -q does not hide this. */
    static Detacher from(Deployment deployment) {
        Detacher detacher = new Detacher(deployment, System.err);
        Runtime.getRuntime().addShutdownHook(detacher.atExit);
        return detacher;
    }

    static List<String> lines(Deployment deployment) {
        String which = " -Dshuttle.project=" + deployment.project() + " -Dshuttle.deployment=" + deployment.id();
        return List.of(
                "",
                "Deployment " + deployment.id() + " of project " + deployment.project() + " continues on the server.",
                "To follow it: mvn shuttle:logs" + which + " -Dshuttle.follow",
                "To cancel it: mvn shuttle:stop" + which);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // it says so now
        }
    }
}
