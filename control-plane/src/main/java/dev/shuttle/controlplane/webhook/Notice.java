package dev.shuttle.controlplane.webhook;

import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.Deployment.Git;
import dev.shuttle.protocol.DeploymentState;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One event, as it is told. Of a backup it has neither deployment nor project. */
record Notice(NoticeKind kind, @Nullable Subject subject, @Nullable URI url, @Nullable Failure error) {

    /** The deployment, in the state that it is in since the event. */
    record Subject(String project, String deployment, DeploymentState state, @Nullable Git git) {}

    /** Of the server's own receiver, where it is stored. */
    static final String SERVER = "";

    String project() {
        return subject == null ? SERVER : subject.project();
    }
}
