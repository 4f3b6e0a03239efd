package dev.shuttle.controlplane.webhook;

import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.Deployment.Git;
import dev.shuttle.protocol.DeploymentState;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Adds a notice for each receiver in the very commit that makes it true: none is lost by a crash, and none is told of
 * what did not come to be. Thread-safe.
 */
public final class NoticeStore {
    private static final int ID_BYTES = 16;

    private final Addresses addresses;
    private final SecureRandom random = new SecureRandom();
    private volatile Runnable added = () -> {};

    public NoticeStore(Addresses addresses) {
        this.addresses = addresses;
    }

    void onAdded(Runnable told) {
        added = told;
    }

    /** To be called after the commit. */
    public void committed() {
        added.run();
    }

    public void deployed(Handle handle, String project, String deployment, @Nullable Git git) {
        Notice.Subject subject = new Notice.Subject(project, deployment, DeploymentState.RUNNING, git);
        add(handle, new Notice(NoticeKind.DEPLOYED, subject, url(project), null));
    }

    /** With {@code state} failed, it never served; with another, it served and ended. */
    public void failed(
            Handle handle,
            String project,
            String deployment,
            @Nullable Git git,
            DeploymentState state,
            Failure failure) {
        NoticeKind kind = state == DeploymentState.FAILED ? NoticeKind.FAILED : NoticeKind.CRASHED;
        Notice.Subject subject = new Notice.Subject(project, deployment, state, git);
        add(handle, new Notice(kind, subject, url(project), failure));
    }

    /** Serves again; told to those only who were told that {@code crashed}, the same deployment or another, had ended. */
    public void recovered(Handle handle, String project, String deployment, @Nullable Git git, String crashed) {
        Notice.Subject subject = new Notice.Subject(project, deployment, DeploymentState.RUNNING, git);
        Notice notice = new Notice(NoticeKind.RECOVERED, subject, url(project), null);
        List<String> receivers = receivers(handle, project);
        receivers.stream()
                .filter(receiver -> lastOf(handle, receiver, crashed).equals(NoticeKind.CRASHED.json()))
                .forEach(receiver -> insert(handle, receiver, newId(), notice));
    }

    void backupFailed(Handle handle, String reason) {
        add(handle, new Notice(NoticeKind.BACKUP_FAILED, null, null, new Failure("backup", reason)));
    }

    private URI url(String project) {
        return addresses.url(project);
    }

    private void add(Handle handle, Notice notice) {
        String id = newId();
        receivers(handle, notice.project()).forEach(receiver -> insert(handle, receiver, id, notice));
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return "msg_" + HexFormat.of().formatHex(bytes);
    }

    private static List<String> receivers(Handle handle, String project) {
        return handle.select("select project from webhook where project = ? or project = ?", project, Notice.SERVER)
                .mapTo(String.class)
                .list();
    }

    private static String lastOf(Handle handle, String receiver, String deployment) {
        return handle.select(
                        "select event from webhook_delivery where receiver = ? and deployment = ?"
                                + " order by seq desc fetch first 1 rows only",
                        receiver,
                        deployment)
                .mapTo(String.class)
                .findOne()
                .orElse("");
    }

    private static void insert(Handle handle, String receiver, String id, Notice notice) {
        NoticeBody body = NoticeBody.of(id, notice);
        Instant now = body.at();
        handle.execute(
                "insert into webhook_delivery (receiver, id, event, project, deployment, body, at, attempts, next_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, 0, ?)",
                receiver,
                id,
                body.event(),
                body.project(),
                body.deployment(),
                body.json(),
                now,
                now);
    }
}
