package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.release.Release;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.Environment;
import dev.shuttle.controlplane.resource.MissingSecretsException;
import dev.shuttle.controlplane.resource.ProvisionRequest;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.runtime.plan.PlanDifference;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes what the code asks for and what is attached to the project, or finds it. A rollback gets the secrets and
 * variables that its original had, a restart those of now;
 * both take over what providers of the app's own have returned. Nothing is undone when a later step fails: a resource
 * is the project's, and the next deploy finds it.
 */
final class ProvisionStep implements Step {
    private final Releases releases;
    private final Resources resources;
    private final DeploymentStore store;
    private final ProjectDeletion deletion;

    ProvisionStep(Releases releases, Resources resources, DeploymentStore store, ProjectDeletion deletion) {
        this.releases = releases;
        this.resources = resources;
        this.store = store;
        this.deletion = deletion;
    }

    @Override
    public String name() {
        return "provision";
    }

    @Override
    public DeploymentState state() {
        return DeploymentState.PROVISIONING;
    }

    @Override
    public void run(DeploymentRun run) throws StepFailedException, IOException, InterruptedException {
        DeploymentRow row = run.row();
        Release kept = run.releaseOrNull();
        Release release = kept == null ? read(row) : kept;
        run.release(release);
        List<ResourceRequest> wanted =
                release.plan().resourcesWith(resources.attachments().of(row.project()));
        PlanDifference difference = resources.difference(row.project(), wanted);
        String made = difference.changes().stream()
                .filter(change -> change.action() == PlanDifference.Action.CREATE)
                .map(change -> change.type() + " " + change.name())
                .collect(Collectors.joining(", "));
        if (!made.isEmpty() && difference.missingSecrets().isEmpty()) {
            run.info("Creating " + made + " (the first of its kind takes a few seconds longer)");
        }
        try {
            deletion.awaitDataGone(row.project());
            run.given(resources.provision(new ProvisionRequest(
                    row.project(), row.id(), wanted, kept == null ? source(row) : null, row.isRollback())));
        } catch (MissingSecretsException | ProvisioningException e) {
            throw new StepFailedException(e.getMessage());
        }
        difference.changes().forEach(change -> run.info(change.toString()));
        giveEnvironment(run, row);
    }

    private void giveEnvironment(DeploymentRun run, DeploymentRow row) {
        Environment environment = resources.environment();
        environment.give(row.project(), row.id(), row.rollbackOf());
        if (row.isRollback() && !environment.isCurrent(row.project(), row.id())) {
            run.info("The environment variables are those of deployment " + row.rollbackOf()
                    + " again; when it serves, they are the project's");
        }
    }

    /** Whose configuration a rollback or restart takes over. */
    private @Nullable String source(DeploymentRow row) {
        return row.isRollback()
                ? row.rollbackOf()
                : store.serving(row.project()).orElse(null);
    }

    private Release read(DeploymentRow row) throws IOException, StepFailedException {
        try {
            return releases.read(row.project(), Objects.requireNonNull(row.release()));
        } catch (NoSuchFileException e) {
            throw new StepFailedException("The release of deployment " + row.release()
                    + " is no longer kept and cannot be restored; deploy its sources again.");
        }
    }
}
