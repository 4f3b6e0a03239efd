package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.runtime.plan.Analysis;
import dev.shuttle.runtime.plan.ModuleClasses;
import dev.shuttle.runtime.plan.PlanException;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from bytecode what the app asks for, and keeps what the build made as a release. */
final class PlanStep implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(PlanStep.class);

    private final Releases releases;
    private final DeploymentStore store;

    PlanStep(Releases releases, DeploymentStore store) {
        this.releases = releases;
        this.store = store;
    }

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public DeploymentState state() {
        return DeploymentState.BUILDING;
    }

    @Override
    public void run(DeploymentRun run) throws StepFailedException, IOException {
        List<BuiltModule> modules = candidates(run);
        ServicePlan plan = analyse(modules);
        checkName(run.row(), plan);
        plan.notes().forEach(note -> run.info("Note: " + note));
        run.info("Entry point: " + plan.entryPoint().className() + ".main of module " + plan.module());
        BuiltModule module = modules.stream()
                .filter(candidate -> candidate.artifactId().equals(plan.module()))
                .findFirst()
                .orElseThrow();
        DeploymentRow row = run.row();
        run.release(releases.keep(row.project(), row.id(), module, plan));
        store.setRelease(row.id());
    }

    /** It never served, so there is no rollback to it. */
    @Override
    public void undo(DeploymentRun run) {
        DeploymentRow row = run.row();
        store.clearRelease(row.id());
        try {
            releases.delete(row.project(), row.id());
        } catch (IOException e) {
            LOG.warn("the release {} could not be deleted: {}", row.id(), e.toString());
        }
    }

    private static List<BuiltModule> candidates(DeploymentRun run) throws StepFailedException {
        List<BuiltModule> modules = run.built().modules();
        @Nullable String wanted = run.row().options().module();
        if (wanted == null) {
            return modules;
        }
        List<BuiltModule> chosen = modules.stream()
                .filter(module -> module.artifactId().equals(wanted))
                .toList();
        if (chosen.isEmpty()) {
            throw new StepFailedException("The build has no module " + wanted + ", which -Dshuttle.module"
                    + " names. It has: "
                    + String.join(
                            ", ", modules.stream().map(BuiltModule::artifactId).toList()) + ".");
        }
        return chosen;
    }

    private static ServicePlan analyse(List<BuiltModule> modules) throws StepFailedException {
        try {
            return Analysis.of(modules.stream()
                    .map(module -> new ModuleClasses(module.artifactId(), module.classes(), module.classPath()))
                    .toList());
        } catch (PlanException e) {
            throw new StepFailedException(String.join("\n", e.faults()));
        }
    }

    private static void checkName(DeploymentRow row, ServicePlan plan) throws StepFailedException {
        if (row.options().derived() && !plan.name().equals(row.project())) {
            throw new StepFailedException("The plugin derived the project's name " + row.project()
                    + ", but the code says " + plan.name()
                    + ". Write the name as a literal in @ShuttleService(name = …),"
                    + " or deploy with -Dshuttle.project=NAME.");
        }
    }
}
