package dev.shuttle.controlplane.mavenproxy;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder {@code m2/} of a home. A marker file in it says that only control planes wrote there. Builds of versions
 * before the mark did write there, and what they left is not trusted.
 */
final class CacheFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CacheFolder.class);

    private static final String MARK = ".written-by-control-planes-only";

    private CacheFolder() {}

    /** Its real path: an operator may have made it a link to another disk. */
    static Path open(Path home) throws IOException {
        Path folder = home.resolve("m2");
        if (!isTrusted(folder)) {
            if (Files.isSymbolicLink(folder)) {
                throw new IOException("The files in " + folder.toRealPath() + ", the target of " + folder
                        + ", were written by builds and are no longer trusted. Empty it, then start again.");
            }
            LOG.info("{} was written by builds of an earlier version; it is emptied, and filled again", folder);
            Trees.delete(folder);
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        if (!Files.exists(folder.resolve(MARK))) {
            Files.write(folder.resolve(MARK), new byte[0]);
        }
        return folder.toRealPath();
    }

    /** The listing comes first: the mark is written before anything else, by a control plane beside this one too. */
    private static boolean isTrusted(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext() || Files.exists(folder.resolve(MARK));
        }
    }
}
