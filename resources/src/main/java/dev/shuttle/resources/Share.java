package dev.shuttle.resources;

import dev.shuttle.os.Digests;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A resource of a project: the project and its name. Both are checked, so that they can stand in a path, in an
 * identifier and in a key: neither holds an underscore, a colon, a dot or a slash.
 *
 * @param project a project's name
 * @param name of the resource within the project
 */
public record Share(String project, String name) {
    static final String DEFAULT = "default";

    private static final Pattern PROJECT = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,30}[a-z0-9])?");

    /** PostgreSQL cuts off what is longer, silently. */
    private static final int MAX_IDENTIFIER = 63;

    private static final int HASH_LENGTH = 10;

    public Share {
        check(PROJECT, "project", project, 63);
        check(NAME, "resource", name, 32);
    }

    /** Of the database and of its role: unlike that of any other share, and at most 63 bytes long. */
    public String identifier() {
        String whole = project + "_" + name;
        if (whole.length() <= MAX_IDENTIFIER) {
            return whole;
        }
        // Two underscores: no name that is short enough looks like it.
        String hash = Digests.sha256Hex(whole.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_LENGTH);
        return whole.substring(0, MAX_IDENTIFIER - HASH_LENGTH - 2) + "__" + hash;
    }

    /** The prefix of keys and channels on a shared server. */
    public String keyPrefix() {
        return name.equals(DEFAULT) ? project + ":" : project + ":" + name + ":";
    }

    private static void check(Pattern pattern, String what, String value, int longest) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException("\"" + value + "\" is not a valid name of a " + what
                    + ": lower-case letters, digits and hyphens, a letter first, no hyphen last, at most " + longest
                    + ".");
        }
    }

    @Override
    public String toString() {
        return project + "/" + name;
    }
}
