package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a project is, seen from outside. In JSON: the name in lower case. */
public enum ProjectState {
    /** Known, never served. */
    NEW,
    /** Its first deployment is under way. */
    DEPLOYING,
    /** A deployment serves. */
    RUNNING,
    /** The next request wakes it. */
    SLEEPING,
    /** Stopped on request. */
    STOPPED,
    /** Its service ended by itself and was given up. */
    CRASHED;

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
