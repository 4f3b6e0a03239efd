package dev.shuttle.plugin.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A symbolic link in the sources. It must stay below the root, since elsewhere there is no such file.
 *
 * @param root the real path of the root
 * @param path the link
 */
record SourceLink(Path root, Path path) {

    /** Where it points, with slashes. */
    String target() throws IOException {
        Path target = Files.readSymbolicLink(path);
        if (target.isAbsolute() || !staysInside(target)) {
            throw new PackingException(root.relativize(path) + " is a link to " + target + ", outside of " + root
                    + ": copy its target, or add the link to .shuttleignore.");
        }
        return SourceName.text(target);
    }

    private boolean staysInside(Path target) throws IOException {
        boolean byName = path.resolveSibling(target).normalize().startsWith(root);
        // Through other links it may lead elsewhere than its name says.
        return byName && (!Files.exists(path) || path.toRealPath().startsWith(root));
    }
}
