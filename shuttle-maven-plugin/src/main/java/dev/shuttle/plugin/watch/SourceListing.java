package dev.shuttle.plugin.watch;

import dev.shuttle.plugin.git.TrackedFiles;
import dev.shuttle.plugin.pack.SourceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files that a deploy packs, without those that change by themselves: what editors keep beside a file, logs, and where
 * the goal's own output goes.
 */
public final class SourceListing implements FileListing {

    /** Of a file or a folder above it. They are packed with the next change unless .gitignore or .shuttleignore names them. */
    private static final Pattern PASSING = Pattern.compile("\\.idea|\\.vscode|\\.settings|node_modules|\\.DS_Store|.*~"
            + "|.*\\.sw[a-p]|4913|\\.#.*|#.*#|.*___jb_(?:tmp|old)___|\\.goutputstream-.*|.*\\.(?:log|bak|orig|iml)");

    private final Path root;
    private final Set<Path> output;

    /** Below a root, without the files that the goal itself writes, by their real paths. */
    public SourceListing(Path root, Set<Path> output) throws IOException {
        this.root = root.toRealPath();
        this.output = Set.copyOf(output);
    }

    @Override
    public Map<Path, String> list(Folders folders) throws IOException {
        Set<String> tracked = new TrackedFiles(root, note -> {}).names(); // the deploy notes the same
        return states(SourceTree.of(root, tracked, folders::add));
    }

    /** The watched ones of a tree. */
    public Map<Path, String> states(SourceTree tree) {
        Map<Path, String> states = new HashMap<>(tree.states());
        states.keySet().removeIf(this::isPassing);
        return states;
    }

    private boolean isPassing(Path file) {
        for (Path name : root.relativize(file)) {
            if (PASSING.matcher(name.toString()).matches()) {
                return true;
            }
        }
        return output.contains(file);
    }
}
