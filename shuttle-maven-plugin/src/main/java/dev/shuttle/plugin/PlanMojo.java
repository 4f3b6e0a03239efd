package dev.shuttle.plugin;

import dev.shuttle.plugin.name.NamedProject;
import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.UnexpectedResponseException;
import dev.shuttle.protocol.client.UnreachableException;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Compiles, and shows what the next deploy would change: {@code +} is created, {@code =} is kept, {@code -} is no longer used
 * and keeps its data, {@code !} marks a missing secret. Changes nothing. Without a control plane it shows what the code
 * needs.
 */
@Mojo(name = "plan", aggregator = true, threadSafe = true, requiresDependencyResolution = ResolutionScope.RUNTIME)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
public final class PlanMojo extends AbstractCodeMojo {

    /** Fails the build if a deploy would change a resource, or would fail because of a missing secret. */
    @Parameter(property = "shuttle.failOnChange", defaultValue = "false")
    private boolean failOnChange;

    @Inject
    PlanMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        NamedProject named = project();
        ServicePlan plan = analyse(classes(modules()));
        if (named.derived() && !named.name().value().equals(plan.name())) {
            getLog().warn(
                            "The project is named " + named.name() + " in the sources and " + plan.name()
                                    + " in the compiled code: a deploy would fail. Use -Dshuttle.project=NAME, or @ShuttleService(name = \"…\").");
        }
        PlanReport report = new PlanReport(named.name(), plan, state(named));
        result.tell(report.document(), report.lines());
        if (failOnChange) {
            fail(report);
        }
    }

    private @Nullable ServerState state(NamedProject named) throws MojoFailureException, ClientException {
        try {
            return ServerState.of(connect(), named.name());
        } catch (UnreachableException | UnexpectedResponseException away) {
            getLog().warn("Existing resources are unknown. " + away.getMessage());
            return null;
        }
    }

    private static void fail(PlanReport report) throws MojoFailureException {
        Boolean changed = report.isChange();
        if (changed == null) {
            throw new MojoFailureException(
                    "No control plane answers, so it is unknown whether a deploy would change something.");
        }
        if (changed) {
            throw new MojoFailureException("A deploy would change resources, and shuttle.failOnChange is set.");
        }
    }
}
