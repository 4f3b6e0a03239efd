package dev.shuttle.plugin.watch;

import java.nio.file.Path;
import java.util.Map;

/** How one deploy of a {@link DeployLoop} came out. */
public sealed interface Outcome {

    /** The states of the files that were uploaded. */
    Map<Path, String> packed();

    /** They serve at that URL; {@code unchanged} if they did before. */
    record Served(Map<Path, String> packed, String url, boolean unchanged) implements Outcome {}

    /** They never will, for that reason, which is for people. */
    record Failed(Map<Path, String> packed, String reason) implements Outcome {}
}
