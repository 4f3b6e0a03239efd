package dev.shuttle.controlplane.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

/** Looks for a class in jars and directories, without loading it. */
final class JarClasses {

    private JarClasses() {}

    static boolean has(List<Path> classPath, String type) {
        String file = type.replace('.', '/') + ".class";
        return classPath.stream().anyMatch(entry -> holds(entry, file));
    }

    private static boolean holds(Path entry, String file) {
        if (Files.isDirectory(entry)) {
            return Files.isRegularFile(entry.resolve(file));
        }
        try (ZipFile zip = new ZipFile(entry.toFile())) {
            return zip.getEntry(file) != null;
        } catch (IOException e) {
            return false; // no jar: the java command would pass over it too
        }
    }
}
