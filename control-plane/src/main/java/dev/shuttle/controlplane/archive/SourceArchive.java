package dev.shuttle.controlplane.archive;

import dev.shuttle.os.Trees;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A gzipped tar of sources, from anybody. Files keep their content and their executable bit only; their times are those
 * of the unpacking, because a build over old times would think that its classes are up to date.
 */
public final class SourceArchive {

    private static final int BUFFER_BYTES = 64 * 1024;

    private static final String REMEDY = "Deploy with mvn shuttle:deploy, or send what tar cz . prints.";

    private SourceArchive() {}

    /**
     * Unpacks an archive completely, or leaves nothing.
     *
     * @param tarGz the archive
     * @param into a directory that is empty or not there yet; removed on failure
     * @param limits never passed on the way
     * @throws ArchiveRefusedException if it is no gzipped tar, is damaged or cut off, passes a limit, or holds an entry
     *     that could reach outside or is neither file nor directory nor harmless link
     * @throws IOException if it cannot be read, or {@code into} cannot be written
     */
    public static void unpack(Path tarGz, Path into, ArchiveLimits limits) throws ArchiveRefusedException, IOException {
        Files.createDirectories(into);
        boolean done = false;
        try (InputStream file = new BufferedInputStream(Files.newInputStream(tarGz), BUFFER_BYTES)) {
            unpackGzip(file, into, limits);
            done = true;
        } finally {
            if (!done) {
                Trees.delete(into);
            }
        }
    }

    private static void unpackGzip(InputStream file, Path into, ArchiveLimits limits)
            throws ArchiveRefusedException, IOException {
        try (TarReader tar = tar(file)) {
            new Unpacking(tar, into, limits).run();
            tar.drain();
        } catch (FileSystemException e) {
            throw e;
        } catch (EOFException e) {
            throw new ArchiveRefusedException(
                    "The archive is truncated: the upload was incomplete, or its end marker is missing. " + REMEDY, e);
        } catch (IOException e) {
            // Thrown by the gzip reader for a wrong checksum, length or magic number.
            String why = EntryPath.escape(String.valueOf(e.getMessage()));
            throw new ArchiveRefusedException("The archive is damaged (" + why + "). " + REMEDY, e);
        }
    }

    /** A reader of what is in a gzipped tar. */
    static TarReader tar(InputStream file) throws ArchiveRefusedException {
        return new TarReader(new BufferedInputStream(gunzip(file), BUFFER_BYTES));
    }

    private static InputStream gunzip(InputStream file) throws ArchiveRefusedException {
        try {
            return GzipCompressorInputStream.builder()
                    .setInputStream(new GzipHeaderGuard(file))
                    .setDecompressConcatenated(true)
                    .get();
        } catch (IOException e) {
            throw new ArchiveRefusedException("The body is not gzip. " + REMEDY, e);
        }
    }
}
