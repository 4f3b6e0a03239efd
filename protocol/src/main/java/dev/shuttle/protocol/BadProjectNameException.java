package dev.shuttle.protocol;

import static dev.shuttle.protocol.ProjectName.RESERVED;

/** A text that is no project's name. The message says why, and offers one that is. */
public final class BadProjectNameException extends IllegalArgumentException {

    /** The longest text that is shown. */
    private static final int SHOWN = 80;

    private final String name;

    /**
     * Explains a refusal.
     *
     * @param name the text that was refused
     */
    public BadProjectNameException(String name) {
        super("'" + shown(name) + "' is not a valid project name: " + reason(name) + "." + remedy(name));
        this.name = name;
    }

    /**
     * The refused name.
     *
     * @return the text as it was given
     */
    public String name() {
        return name;
    }

    /**
     * A sentence for the user.
     *
     * @return the message, never null
     */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    private static String shown(String name) {
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }

    private static String reason(String name) {
        if (RESERVED.contains(name)) {
            return "it is reserved";
        }
        return ProjectName.isValid(name)
                ? "hyphens at the third and fourth place mark names that are encoded for DNS, such as xn--"
                : "use 1 to 63 of a-z, 0-9 and hyphens, starting with a letter and not ending with a hyphen";
    }

    private static String remedy(String name) {
        return ProjectName.suggestion(name)
                .map(other -> " '" + other + "' would be valid.")
                .orElse("");
    }
}
