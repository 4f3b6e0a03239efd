package dev.shuttle.plugin;

import dev.shuttle.plugin.name.Module;
import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.runtime.plan.Analysis;
import dev.shuttle.runtime.plan.ModuleClasses;
import dev.shuttle.runtime.plan.NamedMain;
import dev.shuttle.runtime.plan.PlanException;
import dev.shuttle.runtime.plan.ServicePlan;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** Base of the goals that read the compiled code. */
abstract class AbstractCodeMojo extends AbstractShuttleMojo {

    /**
     * The class to run, with its package, instead of the annotated one, or of the one that the packaged manifest names.
     */
    @Parameter(property = "shuttle.main")
    private @Nullable String main;

    AbstractCodeMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    /** The modules in which the service may be: all, or the one that the user named. */
    final List<MavenProject> modules() throws UnnamedProjectException {
        List<MavenProject> all = session.getProjects();
        List<Module> meant = Module.called(
                module, all.stream().map(AbstractShuttleMojo::module).toList());
        return all.stream().filter(each -> meant.contains(module(each))).toList();
    }

    final ServicePlan analyse(List<ModuleClasses> modules) throws MojoFailureException {
        try {
            ServicePlan plan = plan(modules);
            plan.notes().forEach(getLog()::warn);
            return plan;
        } catch (PlanException refused) {
            throw new MojoFailureException(faults(refused));
        }
    }

    final ServicePlan plan(List<ModuleClasses> modules) throws PlanException {
        return Analysis.of(modules, main == null ? null : new NamedMain(main, null, "-Dshuttle.main"));
    }

    /** All of them, each on its line. */
    static String faults(PlanException refused) {
        List<String> faults = refused.faults();
        return faults.size() == 1
                ? faults.get(0)
                : "There are " + faults.size() + " faults in the code:\n  " + String.join("\n  ", faults);
    }

    static List<ModuleClasses> classes(List<MavenProject> modules) {
        return modules.stream().map(AbstractCodeMojo::classes).toList();
    }

    private static ModuleClasses classes(MavenProject module) {
        Path own = Path.of(module.getBuild().getOutputDirectory());
        try {
            List<Path> others = module.getRuntimeClasspathElements().stream()
                    .map(Path::of)
                    .filter(each -> !each.equals(own))
                    .toList();
            return new ModuleClasses(module.getArtifactId(), own, others);
        } catch (DependencyResolutionRequiredException impossible) {
            throw new IllegalStateException("the class path of " + module.getId() + " is not resolved", impossible);
        }
    }
}
