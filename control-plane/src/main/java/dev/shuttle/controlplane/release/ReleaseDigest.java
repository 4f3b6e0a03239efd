package dev.shuttle.controlplane.release;

import dev.shuttle.os.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The SHA-256 of a release: of the plan, and of the class path in its order. Libraries bear a digest as their name. */
final class ReleaseDigest {
    private final MessageDigest digest = Digests.sha256();

    /**
     * Of a plan, a class path and a program as {@code release.json} lists them, of which directories are in the release's
     * own. A program of no bytes is none.
     */
    static String of(byte[] plan, List<String> classPath, byte[] program, Path directory) throws IOException {
        ReleaseDigest release = new ReleaseDigest();
        release.add("plan", plan.length);
        release.digest.update(plan);
        for (String entry : classPath) {
            release.add(entry, 0);
            if (!entry.startsWith("/")) {
                release.addTree(directory.resolve(entry));
            }
        }
        if (program.length > 0) {
            release.add("program", program.length);
            release.digest.update(program);
            Path files = directory.resolve(Releases.PROGRAM);
            if (Files.isDirectory(files)) {
                release.addTree(files);
            }
        }
        Path folder = directory.resolve(Releases.FOLDER);
        if (Files.isDirectory(folder)) {
            release.add(Releases.FOLDER, 0);
            release.addTree(folder);
        }
        return HexFormat.of().formatHex(release.digest.digest());
    }

    private void addTree(Path tree) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(tree)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            add(tree.relativize(file).toString(), Files.size(file));
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /** With its length, without which two contents could be written as the same bytes. */
    private void add(String name, long size) {
        digest.update((name + "\0" + size + "\0").getBytes(StandardCharsets.UTF_8));
    }
}
