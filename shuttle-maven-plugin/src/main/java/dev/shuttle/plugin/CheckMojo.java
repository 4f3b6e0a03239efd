package dev.shuttle.plugin;

import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Checks offline whether the compiled code can be deployed, and fails the build with the remedy if not; otherwise lists the
 * resources it needs. Can be bound to a module's build; skips modules without a service.
 */
@Mojo(
        name = "check",
        defaultPhase = LifecyclePhase.PROCESS_CLASSES,
        threadSafe = true,
        requiresDependencyResolution = ResolutionScope.RUNTIME)
public final class CheckMojo extends AbstractCodeMojo {

    @Inject
    CheckMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, IOException {
        Result result = result();
        MavenProject here = session.getCurrentProject();
        boolean meant = module == null
                ? session.getAllProjects().size() == 1
                : module(here).isCalled(module);
        var classes = classes(List.of(here)).get(0);
        if (!meant && (module != null || !ServiceMark.isIn(classes.classes()))) {
            getLog().info("No service in module " + here.getArtifactId() + ": nothing to check.");
            return;
        }
        if (!Files.isDirectory(classes.classes())) {
            throw new MojoFailureException("Module " + here.getArtifactId()
                    + " is not compiled yet: run `mvn process-classes shuttle:check`, or bind the goal to the build.");
        }
        ServicePlan plan = analyse(List.of(classes));
        List<String> lines = new ArrayList<>();
        lines.add("Service " + plan.name() + ": " + PlanReport.entryPoint(plan));
        plan.resources().forEach(each -> lines.add(each.toString()));
        result.tell(document(plan), lines);
    }

    private static Map<String, Object> document(ServicePlan plan) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("project", plan.name());
        document.put("entryPoint", PlanReport.entryPoint(plan));
        document.put(
                "resources",
                plan.resources().stream()
                        .map(each -> Map.of("type", each.type(), "name", each.name(), "required", each.required()))
                        .toList());
        document.put("notes", plan.notes());
        return document;
    }
}
