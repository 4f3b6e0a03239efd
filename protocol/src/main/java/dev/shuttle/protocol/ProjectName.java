package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A project's name, which is its subdomain too: a label that DNS allows (RFC 1035), and none that the platform uses
 * itself. There is no invalid instance.
 *
 * @param value 1 to 63 characters of {@code a-z0-9-}, first a letter, last no hyphen
 */
public record ProjectName(@JsonValue String value) {

    /** Names that mean something else under every domain. */
    public static final Set<String> RESERVED = Set.of("api", "console", "www", "localhost", "admin", "shuttle");

    /** A DNS label is no longer. */
    private static final int MAX_LENGTH = 63;

    private static final Pattern RULE = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * Checks the name.
     *
     * @throws BadProjectNameException when it is none; its message says why and what would do
     */
    @JsonCreator
    public ProjectName {
        if (!isValid(value)) {
            throw new BadProjectNameException(value);
        }
    }

    /**
     * Whether a text is a project's name as it stands.
     *
     * @param text anything
     * @return false for reserved names too
     */
    public static boolean isValid(String text) {
        return RULE.matcher(text).matches() && !RESERVED.contains(text);
    }

    /**
     * Whether a project may be made under it: in DNS, hyphens at the third and fourth place mark names that are encoded
     * (RFC 5891 section 4.2.3.1), such as {@code xn--}. Projects that have such a name keep it.
     *
     * @return false if it is for encoded names only
     */
    public boolean isForNewProjects() {
        return !value.startsWith("--", 2);
    }

    /**
     * The name nearest to a text that may be none.
     *
     * @param text anything, such as an artifactId
     * @return a valid name, or nothing when too little of the text is left
     */
    public static Optional<ProjectName> suggestion(String text) {
        String name = label(text);
        if (RESERVED.contains(name)) {
            name += "-app";
        }
        return isValid(name) ? Optional.of(new ProjectName(name)) : Optional.empty();
    }

    private static String label(String text) {
        String ascii = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
        String name =
                ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[0-9-]+", "");
        String cut = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name;
        return cut.endsWith("-") ? cut.substring(0, cut.length() - 1) : cut;
    }

    @Override
    public String toString() {
        return value;
    }
}
