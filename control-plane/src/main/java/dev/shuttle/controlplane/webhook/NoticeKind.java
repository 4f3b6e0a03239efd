package dev.shuttle.controlplane.webhook;

/** The events that are told. */
public enum NoticeKind {
    DEPLOYED("deployed"),
    FAILED("failed"),
    CRASHED("crashed"),
    RECOVERED("recovered"),
    BACKUP_FAILED("backup-failed");

    private final String json;

    NoticeKind(String json) {
        this.json = json;
    }

    String json() {
        return json;
    }
}
