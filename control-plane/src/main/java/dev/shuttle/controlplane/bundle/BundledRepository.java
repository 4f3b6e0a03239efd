package dev.shuttle.controlplane.bundle;

import dev.shuttle.os.Digests;
import dev.shuttle.os.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The Maven repository under the home. Files change by a rename each, and the mark that says "complete" is written
 * last: after a crash in between, the next start does it again. A host that runs on a replaced jar keeps the old file
 * open.
 */
final class BundledRepository {

    private static final String MARK = ".installed";
    private static final String GROUP = "dev/shuttle/";

    private final Path root;
    private final String version;

    BundledRepository(Path root, String version) {
        this.root = root;
        this.version = version;
    }

    Path root() {
        return root;
    }

    Path jar(String artifactId) {
        return root.resolve(GROUP + artifactId).resolve(version).resolve(artifactId + "-" + version + ".jar");
    }

    void install(BundledFiles files, String folder) throws IOException {
        List<String> names = files.below(folder);
        String mark = markOf(files, folder, names);
        Path markFile = root.resolve(MARK);
        if (!isInstalled(markFile, mark, names)) {
            Files.createDirectories(root);
            Files.deleteIfExists(markFile);
            for (String name : names) {
                copy(files, folder + name, root.resolve(name));
            }
            new RepositoryMetadata(root.resolve(GROUP), version).write();
            RepositoryFile.write(markFile, mark.getBytes(StandardCharsets.UTF_8));
        }
        for (String artifactId : List.of("shuttle-runtime", "shuttle-annotations", "shuttle-builder")) {
            Bundle.requireFile(jar(artifactId));
        }
    }

    private boolean isInstalled(Path markFile, String mark, List<String> names) throws IOException {
        return Files.isRegularFile(markFile)
                && TextFile.read(markFile).equals(mark)
                && names.stream().allMatch(name -> Files.isRegularFile(root.resolve(name)));
    }

    private String markOf(BundledFiles files, String folder, List<String> names) throws IOException {
        StringBuilder mark = new StringBuilder("version ").append(version).append('\n');
        for (String name : names) {
            mark.append(name)
                    .append(' ')
                    .append(files.fingerprint(folder + name))
                    .append('\n');
        }
        return mark.toString();
    }

    private static void copy(BundledFiles files, String name, Path target) throws IOException {
        MessageDigest sha1 = Digests.sha1();
        Files.createDirectories(target.getParent());
        try (InputStream in = new DigestInputStream(files.open(name), sha1)) {
            RepositoryFile.write(target, in);
        }
        RepositoryFile.write(
                target.resolveSibling(target.getFileName() + ".sha1"),
                HexFormat.of().formatHex(sha1.digest()).getBytes(StandardCharsets.US_ASCII));
    }
}
