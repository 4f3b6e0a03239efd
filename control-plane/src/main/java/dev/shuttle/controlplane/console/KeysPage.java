package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.NewKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All keys.
 *
 * @param keys by name
 * @param made one that was just made, shown only now; null if none was
 * @param projects the names that a scope may have
 */
public record KeysPage(List<Key> keys, @Nullable NewKey made, List<String> projects) implements View {
    @Override
    public String title() {
        return "Keys";
    }
}
