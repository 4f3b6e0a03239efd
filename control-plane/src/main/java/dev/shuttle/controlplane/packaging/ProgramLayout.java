package dev.shuttle.controlplane.packaging;

import dev.shuttle.controlplane.build.BuiltModule;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects the files of an executable jar: itself, what its {@code Class-Path} names, and, if it has a directory of its
 * own below the build directory, all of that. Their places to each other are kept.
 */
final class ProgramLayout {
    /** Ten times the largest program known. */
    private static final int MAX_FILES = 20_000;

    private final BuiltModule module;
    private final ExecutableJar jar;
    private final Set<Path> found = new LinkedHashSet<>();
    private final List<String> notes;

    /** Adds to the notes what is left out, a sentence each. */
    ProgramLayout(BuiltModule module, ExecutableJar jar, List<String> notes) {
        this.module = module;
        this.jar = jar;
        this.notes = notes;
    }

    /** By relative path. */
    Map<String, Path> files() throws IOException, UnrunnableException {
        add(jar.path());
        if (!module.packagedDirectly(jar.path())) {
            addTree(directory(jar.path()));
        }
        for (Path beside : jar.beside()) {
            if (!module.files().hold(beside.toRealPath())) {
                notes.add("The Class-Path of " + jar.name() + " names " + beside
                        + ", which is not in the project: it is left out.");
            } else if (Files.isDirectory(beside)) {
                addTree(beside);
            } else {
                add(beside);
            }
        }
        return relative();
    }

    /** The jar's own relative path. */
    String jarIn(Map<String, Path> files) {
        return files.entrySet().stream()
                .filter(file -> file.getValue().equals(jar.path()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Path> relative() {
        Path base = directory(jar.path());
        for (Path file : found) {
            while (!file.startsWith(base)) {
                base = Objects.requireNonNull(base.getParent());
            }
        }
        Map<String, Path> files = new TreeMap<>();
        for (Path file : found) {
            files.put(base.relativize(file).toString(), file);
        }
        return files;
    }

    private void addTree(Path tree) throws IOException, UnrunnableException {
        List<Path> regular = new ArrayList<>();
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    regular.add(file);
                }
                return regular.size() > MAX_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        for (Path file : regular) {
            add(file);
        }
    }

    private void add(Path file) throws IOException, UnrunnableException {
        if (found.contains(file) || !module.files().hold(file.toRealPath())) {
            return;
        }
        if (found.size() >= MAX_FILES) {
            throw new UnrunnableException("The program of " + jar.name() + " has more than " + MAX_FILES
                    + " files beside it. Package it as one jar.");
        }
        found.add(file);
    }

    private static Path directory(Path file) {
        return Objects.requireNonNull(file.getParent());
    }
}
