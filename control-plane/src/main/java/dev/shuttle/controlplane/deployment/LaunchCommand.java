package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.packaging.PackagedProgram;
import dev.shuttle.controlplane.procfile.CommandWords;
import dev.shuttle.controlplane.procfile.JavaCommand;
import dev.shuttle.controlplane.release.Release;
import dev.shuttle.os.ShellWords;
import dev.shuttle.runtime.plan.ServicePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options and arguments of a release's command, from the deploy and from a Procfile. */
final class LaunchCommand {

    private LaunchCommand() {}

    /** Of the Procfile: its options are for the JVM, whichever main is run. */
    static CommandWords words(DeploymentRun run, ServicePlan plan) {
        @Nullable JavaCommand web = run.sources().procfile().web();
        Upload.Options options = run.row().options();
        if (web == null) {
            return CommandWords.NONE;
        }
        boolean used = options.main() == null && plan.entryPoint().isProgram();
        if (!used && !web.words().arguments().isEmpty()) {
            run.info("Note: the arguments in the Procfile are not given to "
                    + plan.entryPoint().className() + ", which it does not name.");
        }
        return used && options.args() == null ? web.words() : web.words().withoutArguments();
    }

    /** Those that were given with the deploy. */
    static List<String> arguments(DeploymentRun run, ServicePlan plan) throws StepFailedException {
        @Nullable String args = run.row().options().args();
        if (args == null) {
            return List.of();
        }
        if (!plan.entryPoint().isProgram()) {
            throw new StepFailedException("-Dshuttle.args are the arguments of a program, a main(String[]), and "
                    + plan.entryPoint().className() + " is a service, whose parameters Shuttle provides. Deploy without"
                    + " them.");
        }
        try {
            return ShellWords.split(args);
        } catch (IllegalArgumentException e) {
            throw new StepFailedException("-Dshuttle.args cannot be understood: " + e.getMessage() + ".");
        }
    }

    /** The command, as by hand. */
    static String shown(DeploymentRun run, ServicePlan plan) {
        @Nullable String args = run.row().options().args();
        CommandWords words = run.release().words();
        String end = (args == null ? "" : " " + args)
                + (words.arguments().isEmpty() ? "" : " " + words.arguments())
                + (words.options().isEmpty() ? "" : "; options of the Procfile: " + words.options());
        return java(run.release(), plan) + end;
    }

    private static String java(Release release, ServicePlan plan) {
        String main = plan.entryPoint().className();
        PackagedProgram program = release.program();
        if (program != null) {
            return program.mainClass() == null
                    ? "java -jar " + program.jar()
                    : "java -cp " + program.jar() + " " + program.mainClass();
        }
        return plan.entryPoint().isProgram()
                ? "java -cp with " + entries(release) + ", " + main
                : "a service, on a class path with " + entries(release);
    }

    private static String entries(Release release) {
        int count = release.classPath().size();
        return count == 1 ? "1 entry" : count + " entries";
    }
}
