package dev.shuttle.controlplane.packaging;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a manifest's {@code Class-Path}: URLs relative to the jar, see the JAR File Specification, section
 * "Class-Path Attribute".
 */
final class ClassPathUrl {

    private ClassPathUrl() {}

    /** The file that an entry names; null if it names none. */
    static @Nullable Path resolve(Path jar, String url) {
        try {
            URI resolved = jar.toUri().resolve(url);
            return "file".equals(resolved.getScheme()) ? Path.of(resolved).normalize() : null;
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return null;
        }
    }
}
