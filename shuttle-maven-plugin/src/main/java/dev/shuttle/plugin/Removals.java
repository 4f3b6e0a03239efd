package dev.shuttle.plugin;

import dev.shuttle.os.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;

/** Refuses to remove what is not there: a misspelt name would leave in place what was to go. */
final class Removals {

    private Removals() {}

    /**
     * Fails for the first name that is not there.
     *
     * @param kind of what, in the singular, such as variable
     * @param owner who has none of that name, such as the project
     */
    static void requireKnown(List<String> removed, Collection<String> present, String kind, String owner)
            throws MojoFailureException {
        Optional<String> unknown =
                removed.stream().filter(name -> !present.contains(name)).findFirst();
        if (unknown.isPresent()) {
            throw new MojoFailureException("Nothing was changed: " + owner + " has no " + kind + " "
                    + Terminal.plain(unknown.get()) + ". "
                    + (present.isEmpty()
                            ? "It has none at all."
                            : "The nearest is " + NearestName.to(unknown.get(), List.copyOf(present)) + "."));
        }
    }
}
