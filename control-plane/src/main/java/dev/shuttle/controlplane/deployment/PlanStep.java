package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.BuildFailedException;
import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.controlplane.build.SourceBuilder;
import dev.shuttle.controlplane.packaging.Packaging;
import dev.shuttle.controlplane.packaging.UnrunnableException;
import dev.shuttle.controlplane.procfile.Procfile;
import dev.shuttle.controlplane.release.Release;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.Environment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.runtime.jvm.JvmOptions;
import dev.shuttle.runtime.plan.Analysis;
import dev.shuttle.runtime.plan.ModuleClasses;
import dev.shuttle.runtime.plan.NamedMain;
import dev.shuttle.runtime.plan.PackagedMain;
import dev.shuttle.runtime.plan.PlanException;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from bytecode what the app asks for, and keeps what the build made as a release. */
final class PlanStep implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(PlanStep.class);

    private final Releases releases;
    private final DeploymentStore store;
    private final SourceBuilder builder;
    private final Environment environment;

    PlanStep(Releases releases, DeploymentStore store, SourceBuilder builder, Environment environment) {
        this.environment = environment;
        this.releases = releases;
        this.store = store;
        this.builder = builder;
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
        Map<String, Packaging> packagings =
                modules.stream().collect(Collectors.toMap(BuiltModule::artifactId, Packaging::of, (one, other) -> one));
        List<ModuleClasses> classes = classes(modules, packagings);
        @Nullable ProcfileMain procfile = procfile(run, modules, classes);
        @Nullable NamedMain named = named(run, procfile);
        ServicePlan plan = analyse(procfile == null ? classes : procfile.seenWith(classes), named);
        checkName(run.row(), plan);
        plan.notes().forEach(note -> run.info("Note: " + note));
        run.info("Entry point: " + plan.entryPoint().className() + ".main of module " + plan.module()
                + (named == null ? "" : ", as " + named.source() + " says"));
        BuiltModule module = modules.stream()
                .filter(candidate -> candidate.artifactId().equals(plan.module()))
                .findFirst()
                .orElseThrow();
        DeploymentRow row = run.row();
        Packaging packaging = procfile == null || procfile.packaging() == null
                ? Objects.requireNonNull(packagings.get(module.artifactId()))
                : procfile.packaging();
        // By hand a Procfile's command is given in the folder that has it.
        Path folder = procfile == null ? module.baseDirectory() : run.sources().root();
        run.release(keep(run, module, plan, packaging, folder));
        packaging.notes().forEach(note -> run.info("Note: " + note));
        if (run.release().folder() == null) {
            run.info("Note: the folder of "
                    + (folder.equals(module.baseDirectory()) ? "module " + module.artifactId() : "the Procfile")
                    + " has more than 256 MiB of files besides target/:"
                    + " it is not kept, and the working directory of the service is empty.");
        }
        run.info("Runs as " + LaunchCommand.shown(run, plan));
        try {
            builder.requireStill(row.project());
        } catch (BuildFailedException e) {
            throw StepFailedException.of(e);
        }
        store.setRelease(row.id());
    }

    private Release keep(DeploymentRun run, BuiltModule module, ServicePlan plan, Packaging packaging, Path folder)
            throws IOException, StepFailedException {
        DeploymentRow row = run.row();
        String main = plan.entryPoint().className();
        List<String> arguments = LaunchCommand.arguments(run, plan);
        List<String> named = new ArrayList<>(arguments);
        named.addAll(JvmOptions.in(environment.values(row.project())));
        CommandFiles command = CommandFiles.of(LaunchCommand.words(run, plan), named, module, folder);
        try {
            return releases.keep(
                    row.project(),
                    row.id(),
                    new Releases.Content(
                            module,
                            plan,
                            folder,
                            run.sources().files(),
                            command.outputs(),
                            scratch ->
                                    plan.entryPoint().isProgram() ? packaging.program(main, scratch) : Optional.empty(),
                            arguments,
                            command.words(),
                            run.jdk().record()));
        } catch (UnrunnableException e) {
            throw new StepFailedException(String.valueOf(e.getMessage()));
        }
    }

    /** The main of the Procfile; null if it says nothing, or if the code or the user name another. */
    private static @Nullable ProcfileMain procfile(
            DeploymentRun run, List<BuiltModule> modules, List<ModuleClasses> classes) throws StepFailedException {
        Procfile procfile = run.sources().procfile();
        @Nullable String fault = procfile.fault();
        if (procfile.web() == null && fault == null) {
            return null;
        }
        if (run.row().options().main() != null || findsService(classes)) {
            if (fault != null) {
                run.info("Note: " + fault);
            }
            return null;
        }
        if (fault != null) {
            throw new StepFailedException(fault);
        }
        return ProcfileMain.of(
                Objects.requireNonNull(procfile.web()), run.sources().root(), modules);
    }

    private static @Nullable NamedMain named(DeploymentRun run, @Nullable ProcfileMain procfile) {
        @Nullable String main = run.row().options().main();
        if (main != null) {
            return new NamedMain(main, null, "-Dshuttle.main");
        }
        return procfile == null ? null : procfile.main();
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
            chosen = modules.stream()
                    .filter(module -> module.isIn(run.sources().root(), wanted))
                    .toList();
        }
        if (chosen.isEmpty()) {
            throw new StepFailedException("The build has no module " + wanted + ", which -Dshuttle.module"
                    + " names. It has: "
                    + String.join(
                            ", ", modules.stream().map(BuiltModule::artifactId).toList()) + ".");
        }
        return chosen;
    }

    private static List<ModuleClasses> classes(List<BuiltModule> modules, Map<String, Packaging> packagings) {
        return modules.stream()
                .map(module -> new ModuleClasses(
                        module.artifactId(),
                        module.classes(),
                        module.classPath(),
                        main(Objects.requireNonNull(packagings.get(module.artifactId())))))
                .toList();
    }

    private static ServicePlan analyse(List<ModuleClasses> classes, @Nullable NamedMain main)
            throws StepFailedException {
        try {
            return Analysis.of(classes, main);
        } catch (PlanException e) {
            throw failed(e);
        }
    }

    private static boolean findsService(List<ModuleClasses> classes) throws StepFailedException {
        try {
            return Analysis.findsService(classes);
        } catch (PlanException e) {
            throw failed(e);
        }
    }

    private static StepFailedException failed(PlanException e) {
        return new StepFailedException(String.join("\n", e.faults()));
    }

    private static PackagedMain main(Packaging packaging) {
        return () -> {
            try {
                return packaging.mainClass();
            } catch (UnrunnableException e) {
                throw new PlanException(List.of(String.valueOf(e.getMessage())));
            } catch (IOException e) {
                throw new PlanException(List.of("A packaged jar cannot be read: " + e.getMessage() + "."));
            }
        };
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
