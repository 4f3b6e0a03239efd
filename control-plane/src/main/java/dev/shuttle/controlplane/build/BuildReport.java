package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.archive.EntryPath;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the core extension wrote (its keys stand there, in {@code dev.shuttle.builder.Report}). The build's own code
 * ran in the same process and could have written anything: every path is checked by {@link BuiltFiles}. None of the
 * build's processes is left when this is read.
 */
final class BuildReport {

    private static final long MAX_BYTES = 16L * 1024 * 1024;

    /** Far beyond the largest reactors and class paths known, and little memory. */
    private static final int MAX_MODULES = 2_000;

    private static final int MAX_CLASS_PATH = 10_000;

    private final Properties properties;
    private final BuiltFiles files;

    private BuildReport(Properties properties, BuiltFiles files) {
        this.properties = properties;
        this.files = files;
    }

    static BuildResult read(Path file, BuiltFiles files) throws BuildFailedException, IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new BuildFailedException("Maven succeeded, but did not build a module. Deploy the project's root, and"
                    + " remove options from .mvn/maven.config and mavenArgs that keep Maven from building.");
        }
        if (!files.account().isOwn(file)) {
            throw distrusted("it was replaced by another file");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw distrusted("it is longer than " + MAX_BYTES + " bytes");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw distrusted("it is not readable");
        }
        return new BuildReport(properties, files).result();
    }

    private BuildResult result() throws BuildFailedException, IOException {
        String error = properties.getProperty("error");
        if (error != null) {
            throw new BuildFailedException(error);
        }
        int count = number("modules", MAX_MODULES);
        List<BuiltModule> modules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            modules.add(module("module." + i + "."));
        }
        return new BuildResult(modules);
    }

    private BuiltModule module(String key) throws BuildFailedException, IOException {
        int count = number(key + "classPath", MAX_CLASS_PATH);
        List<Path> classPath = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            classPath.add(path(key + "classPath." + i, value(key + "classPath." + i)));
        }
        Path classes = path(key + "classes", value(key + "classes"));
        if (!Files.isDirectory(classes)) {
            throw distrusted(key + "classes is not a directory");
        }
        Path artifact = artifact(key + "artifact");
        List<Path> packaged = packaged(key + "target", artifact);
        return new BuiltModule(
                value(key + "artifactId"),
                value(key + "packaging"),
                directory(key + "basedir"),
                classes,
                artifact,
                packaged,
                classPath,
                files);
    }

    /** A module whose classes are made elsewhere need not have a build directory. */
    private List<Path> packaged(String key, @Nullable Path artifact) throws BuildFailedException, IOException {
        return new File(value(key)).isDirectory()
                ? PackagedFiles.in(path(key, value(key), files::isInside), artifact, files)
                : PackagedFiles.only(artifact);
    }

    /** Where it is, not what it holds: nothing is read there. */
    private Path directory(String key) throws BuildFailedException {
        return path(key, value(key), files::isInside);
    }

    private Path path(String key, String value) throws BuildFailedException {
        return path(key, value, files::hold);
    }

    private @Nullable Path artifact(String key) throws BuildFailedException {
        String artifact = properties.getProperty(key);
        return artifact == null ? null : path(key, artifact);
    }

    private interface Check {
        boolean holds(Path real) throws IOException;
    }

    private static Path path(String key, String value, Check check) throws BuildFailedException {
        try {
            Path path = Path.of(value);
            Path real = path.toRealPath();
            if (path.isAbsolute() && check.holds(real)) {
                return real;
            }
        } catch (IOException | InvalidPathException e) {
            throw distrusted(key + " names \"" + EntryPath.escape(value) + "\", which does not exist");
        }
        throw new BuildFailedException(
                "The build uses \"" + EntryPath.escape(value) + "\" (" + key + "), which is neither"
                        + " in the project nor in Maven's repository, or has links to other places. Keep build directories"
                        + " and libraries inside the project, as plain files.");
    }

    private String value(String key) throws BuildFailedException {
        String value = properties.getProperty(key);
        if (value == null || value.isEmpty()) {
            throw distrusted(key + " is missing");
        }
        return value;
    }

    private int number(String key, int max) throws BuildFailedException {
        try {
            int number = Integer.parseInt(value(key));
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw distrusted(key + " is not a number");
        }
        throw distrusted(key + " is not between 0 and " + max);
    }

    private static BuildFailedException distrusted(String why) {
        return new BuildFailedException("The build's report is not valid: " + why
                + ". Look for a plugin that changes the build's directories, and deploy again.");
    }
}
