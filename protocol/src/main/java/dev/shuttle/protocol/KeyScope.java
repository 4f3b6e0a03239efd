package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The permissions of a key. In JSON and on a command line: {@code admin}, {@code deploy:PROJECT} or {@code read:PROJECT}.
 *
 * @param access how far it goes
 * @param project the only one that it may see; null for an administrator's, which sees all
 */
public record KeyScope(Access access, @Nullable ProjectName project) {

    /** How far a key goes. */
    public enum Access {
        /** Everything, keys included. */
        ADMIN,
        /** Everything with one project. */
        DEPLOY,
        /** Looking at one project; its secrets' values and its resources' passwords are not shown. */
        READ
    }

    /** The scope of an administrator's key. */
    public static final KeyScope ADMIN = new KeyScope(Access.ADMIN, null);

    /**
     * Checks that the two belong together.
     *
     * @throws IllegalArgumentException when an administrator's has a project, or another has none
     */
    public KeyScope {
        if ((access == Access.ADMIN) != (project == null)) {
            throw new IllegalArgumentException("A scope of " + access + " and project " + project + " is not valid.");
        }
    }

    /**
     * Reads one.
     *
     * @param text as above
     * @return the scope
     * @throws IllegalArgumentException when it is none; its message says what one looks like
     */
    @JsonCreator
    public static KeyScope parse(String text) {
        if (text.equals("admin")) {
            return ADMIN;
        }
        int colon = text.indexOf(':');
        Access access =
                switch (colon < 0 ? "" : text.substring(0, colon)) {
                    case "deploy" -> Access.DEPLOY;
                    case "read" -> Access.READ;
                    default -> throw new IllegalArgumentException(
                            "'" + text + "' is not a valid scope: use admin, deploy:PROJECT or read:PROJECT.");
                };
        try {
            return new KeyScope(access, new ProjectName(text.substring(colon + 1)));
        } catch (BadProjectNameException bad) {
            throw new IllegalArgumentException(bad.getMessage(), bad);
        }
    }

    /**
     * Whether a project is there for the holder of such a key.
     *
     * @param name the project's
     * @return true if it may be seen
     */
    public boolean sees(String name) {
        return project == null || project.value().equals(name);
    }

    @JsonValue
    @Override
    public String toString() {
        return switch (access) {
            case ADMIN -> "admin";
            case DEPLOY -> "deploy:" + project;
            case READ -> "read:" + project;
        };
    }
}
