package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.protocol.ProjectOrigin;
import dev.shuttle.protocol.RepositoryAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where sources come from: a Maven project's coordinates and the address of its git repository, or one of them. */
public record SourceOrigin(@Nullable String module, @Nullable String repository) {
    private static final int LONGEST = 1000;

    private static final Pattern MODULE = Pattern.compile("[A-Za-z0-9_.-]{1,200}(:[A-Za-z0-9_.-]{1,200})?");

    /**
     * Reads the words of a parameter, such as {@code com.example:shop github.com/example/shop}. A repository's URL is
     * stored without what could be a password.
     *
     * @return empty where a client says nothing
     * @throws InvalidException which does not show the text, since there may be a password in it
     */
    public static Optional<SourceOrigin> parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        String module = null;
        String repository = null;
        for (String word :
                text.length() > LONGEST ? new String[] {""} : text.strip().split("[\\s,]+", -1)) {
            String address = RepositoryAddress.of(word).orElse(null);
            if (module == null && MODULE.matcher(word).matches()) {
                module = word;
            } else if (repository == null && address != null) {
                repository = address;
            } else {
                throw new InvalidException(
                        "origin",
                        "The parameter origin must be GROUP:ARTIFACT, the URL of a git repository on a server, or both"
                                + " with a space between them, in at most " + LONGEST + " characters.");
            }
        }
        return Optional.of(new SourceOrigin(module, repository));
    }

    static SourceOrigin of(ProjectOrigin stored) {
        return new SourceOrigin(stored.module(), stored.repository());
    }

    /** Whether something that both tell differs. */
    boolean isOther(SourceOrigin origin) {
        return differ(module, origin.module) || differ(repository, origin.repository);
    }

    private static boolean differ(@Nullable String one, @Nullable String other) {
        return one != null && other != null && !one.equalsIgnoreCase(other);
    }

    /** With what only the earlier one tells. */
    SourceOrigin completedBy(SourceOrigin earlier) {
        return new SourceOrigin(
                module == null ? earlier.module : module, repository == null ? earlier.repository : repository);
    }

    @Override
    public String toString() {
        return Stream.of(module, repository).flatMap(Stream::ofNullable).collect(Collectors.joining(" in "));
    }
}
