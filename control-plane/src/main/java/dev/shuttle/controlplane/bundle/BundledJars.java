package dev.shuttle.controlplane.bundle;

import dev.shuttle.os.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Jars that the control plane carries as files, laid out under the home when they are first needed. A file changes by a
 * rename, and only when the program carries another one: who has the old one open keeps it. Thread-safe.
 */
final class BundledJars {
    private final Path folder;
    private final String carried;

    /**
     * Jars of one folder.
     *
     * @param folder under the home
     * @param carried the folder in the program, with a slash at its end
     */
    BundledJars(Path folder, String carried) {
        this.folder = folder;
        this.carried = carried;
    }

    /** All of them. */
    synchronized List<Path> all(BundledFiles files) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String name : files.below(carried)) {
            jars.add(install(files, name));
        }
        return List.copyOf(jars);
    }

    /** One of them. */
    synchronized Path one(String name) throws IOException {
        try (BundledFiles files = BundledFiles.ofThisProgram()) {
            return install(files, name);
        }
    }

    private Path install(BundledFiles files, String name) throws IOException {
        Path jar = folder.resolve(name);
        Path mark = folder.resolve("." + name + ".installed");
        String fingerprint = files.fingerprint(carried + name);
        if (Files.isRegularFile(jar)
                && Files.exists(mark)
                && TextFile.read(mark).equals(fingerprint)) {
            return jar;
        }
        Files.createDirectories(folder);
        Files.deleteIfExists(mark);
        try (InputStream in = files.open(carried + name)) {
            RepositoryFile.write(jar, in);
        }
        RepositoryFile.write(mark, fingerprint.getBytes(StandardCharsets.UTF_8));
        return jar;
    }
}
