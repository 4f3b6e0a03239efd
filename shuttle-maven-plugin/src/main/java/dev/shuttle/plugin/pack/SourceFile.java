package dev.shuttle.plugin.pack;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of the sources.
 *
 * @param name below the root, with slashes
 * @param path on this machine
 * @param size in bytes
 * @param executable whether its owner may run it
 * @param link where it points, with slashes; null when it is no symbolic link
 */
record SourceFile(String name, Path path, long size, boolean executable, @Nullable String link) {}
