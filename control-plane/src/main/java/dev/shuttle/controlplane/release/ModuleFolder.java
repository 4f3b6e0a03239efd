package dev.shuttle.controlplane.release;

import dev.shuttle.controlplane.build.BuiltModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Copies the folder of a module, or one above it, as it was uploaded, for the working directories of its deployments. */
final class ModuleFolder {
    /** Kept with every release; sources and configuration of the largest known modules are a tenth of it. */
    static final long MAX_BYTES = 256L << 20;

    /** Not as by hand, where they are too: a release has no use for them. */
    private static final Set<String> LEFT_OUT = Set.of(".git", "target", ".shuttle");

    private final BuiltModule module;
    private final Path base;
    private final Set<Path> uploaded;

    /** With the real paths of all files that were uploaded. */
    ModuleFolder(BuiltModule module, Path base, Set<Path> uploaded) {
        this.module = module;
        this.base = base;
        this.uploaded = uploaded;
    }

    /**
     * Copies it, unless it is too large.
     *
     * @param outputs files and directories of the build to go with it; those outside the folder do not
     */
    void copy(Set<Path> outputs, Path into) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (Path file : uploaded) {
            if (file.startsWith(base) && isKept(base.relativize(file)) && isStill(file)) {
                files.add(file);
            }
        }
        for (Path output : outputs) {
            addTree(output, files);
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        if (bytes > MAX_BYTES) {
            return;
        }
        Files.createDirectory(into);
        for (Path file : files) {
            copy(file, into.resolve(base.relativize(file)));
        }
    }

    private void addTree(Path output, Set<Path> files) throws IOException {
        if (!output.startsWith(module.baseDirectory())) {
            return;
        }
        try (Stream<Path> tree = Files.walk(output)) {
            for (Path file : (Iterable<Path>) tree::iterator) {
                if (isStill(file)) {
                    files.add(file);
                }
            }
        }
    }

    /** The build may have deleted it, or have put something else in its place. */
    private boolean isStill(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && module.files().hold(file);
    }

    private static boolean isKept(Path relative) {
        for (Path part : relative) {
            if (LEFT_OUT.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    private static void copy(Path file, Path target) throws IOException {
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        FileTime modified =
                Files.readAttributes(file, BasicFileAttributes.class).lastModifiedTime();
        Files.setLastModifiedTime(target, modified);
        boolean executable = Files.isExecutable(file);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
