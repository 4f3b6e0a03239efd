package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a deployment is in its life. In JSON: the name in lower case. */
public enum DeploymentState {
    /** Uploaded, waiting for a builder. */
    QUEUED,
    /** A builder unpacks and builds it, and reads its plan. */
    BUILDING,
    /** Its resources are made. */
    PROVISIONING,
    /** Its service is started and probed; the version before still serves. */
    STARTING,
    /** It serves. */
    RUNNING,
    /** It would serve, and is started by the next request. */
    SLEEPING,
    /** It serves as soon as its service is up again. */
    RESTARTING,
    /** A newer one serves; its last requests are being answered. */
    DRAINING,
    /** Final: a newer one serves. */
    SUPERSEDED,
    /** Final: stopped on request. */
    STOPPED,
    /** Final: it never served. */
    FAILED,
    /** Final: it served, ended by itself, and was given up. */
    CRASHED,
    /** Final: cancelled on request, or overtaken in the queue by a newer upload. */
    CANCELLED;

    /**
     * Whether the state never changes again.
     *
     * @return true for the last five
     */
    public boolean isFinal() {
        return switch (this) {
            case SUPERSEDED, STOPPED, FAILED, CRASHED, CANCELLED -> true;
            default -> false;
        };
    }

    /**
     * The name in JSON.
     *
     * @return the name in lower case
     */
    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
