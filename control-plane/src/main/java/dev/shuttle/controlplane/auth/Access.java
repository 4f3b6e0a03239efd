package dev.shuttle.controlplane.auth;

import dev.shuttle.protocol.KeyScope;
import org.jspecify.annotations.Nullable;

/** Which keys may use a route of the API, or a page: the one place that decides it. */
public enum Access {
    /** No key is needed. */
    OPEN,
    /** Any valid key; the handler shows what it may see. */
    ANY,
    /** Keys that see the project of the request. */
    READ,
    /** Keys that see it and may change it. */
    CHANGE,
    /** Administrators' only. */
    ADMIN;

    /** The outcome of a decision. */
    public enum Decision {
        ALLOWED,
        /** The route is not for this key, which must not learn that it exists. */
        HIDDEN_ROUTE,
        /** The project is not for this key, which must not learn whether it exists. */
        HIDDEN_PROJECT,
        /** The key sees the project and may not change it. */
        READ_ONLY
    }

    /** Decides for a key. A request changes something also where it shows a password. */
    public Decision decide(KeyScope scope, @Nullable String project, boolean changes) {
        return switch (this) {
            case OPEN, ANY -> Decision.ALLOWED;
            case ADMIN -> scope.isAdmin() ? Decision.ALLOWED : Decision.HIDDEN_ROUTE;
            case READ, CHANGE -> inProject(scope, project, changes);
        };
    }

    private static Decision inProject(KeyScope scope, @Nullable String project, boolean changes) {
        if (project != null && !scope.sees(project)) {
            return Decision.HIDDEN_PROJECT;
        }
        return changes && scope.access() == KeyScope.Access.READ ? Decision.READ_ONLY : Decision.ALLOWED;
    }
}
