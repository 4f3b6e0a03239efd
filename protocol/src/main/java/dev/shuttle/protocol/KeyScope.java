package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The permissions of a key. In JSON and on a command line: {@code admin}, or {@code deploy:} or {@code read:} with
 * {@code PROJECT}, with {@code ONE,OTHER}, or with {@code *} for all projects.
 *
 * @param access how far it goes
 * @param projects those that it may see; none: all, also those to come
 */
public record KeyScope(Access access, List<ProjectName> projects) {

    /** How far a key goes. */
    public enum Access {
        /** Everything, keys included. */
        ADMIN,
        /** Everything with its projects. */
        DEPLOY,
        /** Looking at its projects; their secrets' values and their resources' passwords are not shown. */
        READ
    }

    /** The scope of an administrator's key. */
    public static final KeyScope ADMIN = new KeyScope(Access.ADMIN, List.of());

    /** All of a team's, and short enough to be stored and shown. */
    private static final int MOST_PROJECTS = 50;

    private static final String ALL = "*";

    /**
     * Checks that the two belong together.
     *
     * @throws IllegalArgumentException when an administrator's has projects, or there are too many
     */
    public KeyScope {
        projects = List.copyOf(projects);
        if (access == Access.ADMIN && !projects.isEmpty()) {
            throw new IllegalArgumentException("A scope of " + access + " and projects " + projects + " is not valid.");
        }
        if (projects.size() > MOST_PROJECTS) {
            throw new IllegalArgumentException("A scope names at most " + MOST_PROJECTS + " projects, and not "
                    + projects.size() + ": use deploy:* or read:* for all.");
        }
    }

    /**
     * Everything with one project.
     *
     * @param project the one
     * @return its scope
     */
    public static KeyScope deploy(ProjectName project) {
        return new KeyScope(Access.DEPLOY, List.of(project));
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
                    default -> throw new IllegalArgumentException("'" + text
                            + "' is not a valid scope: use admin, deploy:PROJECT, deploy:ONE,OTHER, deploy:* for all"
                            + " projects, or the same with read.");
                };
        String names = text.substring(colon + 1);
        return new KeyScope(access, names.equals(ALL) ? List.of() : names(names));
    }

    private static List<ProjectName> names(String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .distinct()
                    .map(ProjectName::new)
                    .toList();
        } catch (BadProjectNameException bad) {
            throw new IllegalArgumentException(bad.getMessage(), bad);
        }
    }

    /**
     * Whether it is an administrator's.
     *
     * @return true if it may do everything
     */
    public boolean isAdmin() {
        return access == Access.ADMIN;
    }

    /**
     * Whether it is for all projects, also those to come.
     *
     * @return false if it names some
     */
    public boolean isForAll() {
        return projects.isEmpty();
    }

    /**
     * Whether a project is there for the holder of such a key.
     *
     * @param name the project's
     * @return true if it may be seen
     */
    public boolean sees(String name) {
        return isForAll() || projects.stream().anyMatch(each -> each.value().equals(name));
    }

    /**
     * The permissions in words.
     *
     * @return a clause for people, to be read after "it may"
     */
    public String describe() {
        String which = isForAll() ? "all projects" : names();
        return switch (access) {
            case ADMIN -> "do everything, also with keys";
            case DEPLOY -> "deploy, change and delete " + which + (isForAll() ? ", and create new ones" : "");
            case READ -> "read " + which;
        };
    }

    private String names() {
        return projects.stream().map(ProjectName::value).collect(Collectors.joining(", "));
    }

    @JsonValue
    @Override
    public String toString() {
        String which = isForAll() ? ALL : names().replace(" ", "");
        return switch (access) {
            case ADMIN -> "admin";
            case DEPLOY -> "deploy:" + which;
            case READ -> "read:" + which;
        };
    }
}
