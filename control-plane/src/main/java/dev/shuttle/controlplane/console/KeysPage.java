package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.ProjectName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All keys.
 *
 * @param keys by name
 * @param made one that was just made, shown only now; null if none was
 * @param projects the names that a scope may have
 * @param login the command that stores a key on a machine
 */
public record KeysPage(List<Key> keys, @Nullable NewKey made, List<String> projects, String login) implements View {
    /** Projects that the new key is for and that are not there; one may be meant that is to come, or a name is wrong. */
    public List<String> unknown() {
        return made == null
                ? List.of()
                : made.scope().projects().stream()
                        .map(ProjectName::value)
                        .filter(name -> !projects.contains(name))
                        .toList();
    }

    @Override
    public String title() {
        return "Keys";
    }
}
