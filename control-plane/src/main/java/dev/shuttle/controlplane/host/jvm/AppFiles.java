package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.ReleaseFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Lays the files of a release out as its JVM is to see them, under the names that its build gave them: stored libraries
 * have digests for names, and stack traces, jar scanners and {@code Class-Path} entries would show or miss those. Hard
 * links, since a JVM resolves symbolic ones on its class path. The directory is ours: a service cannot write to it.
 */
final class AppFiles {
    private final Path directory;

    /** For a directory that is not there yet. */
    AppFiles(Path directory) throws IOException {
        this.directory = directory;
        create(directory);
    }

    Path directory() {
        return directory;
    }

    /** The class path under its own names: libraries in the order of the list, directories where they are. */
    List<Path> classPath(List<ReleaseFiles.Entry> entries) throws IOException {
        List<Path> classPath = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ReleaseFiles.Entry entry : entries) {
            if (Files.isDirectory(entry.path())) {
                classPath.add(entry.path());
            } else {
                String name = names.add(entry.name()) ? entry.name() : names.size() + "-" + entry.name();
                names.add(name);
                classPath.add(link(entry.path(), "lib/" + name));
            }
        }
        return classPath;
    }

    /** A program's files. Returns its jar. */
    Path program(ReleaseFiles.Program program) throws IOException {
        for (Map.Entry<String, Path> file : program.files().entrySet()) {
            link(file.getValue(), file.getKey());
        }
        return directory.resolve(program.jar());
    }

    private Path link(Path file, String name) throws IOException {
        Path link = directory.resolve(name).normalize();
        if (!link.startsWith(directory)) {
            throw new IOException("not a place in a program: " + name);
        }
        makeDirectories(Objects.requireNonNull(link.getParent()));
        try {
            Files.createLink(link, file);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, link); // another disk, or one without links
        }
        return link;
    }

    private void makeDirectories(Path wanted) throws IOException {
        if (!Files.isDirectory(wanted)) {
            makeDirectories(Objects.requireNonNull(wanted.getParent()));
            create(wanted);
        }
    }

    /** Enterable by the service's account, whatever our umask is. */
    private static void create(Path directory) throws IOException {
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
