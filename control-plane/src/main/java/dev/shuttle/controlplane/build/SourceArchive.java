package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.file.Trees;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A gzipped tar of sources, from anybody. Files keep their content and their executable bit only; their times are those
 * of the unpacking, because a build over old times would think that its classes are up to date.
 */
public final class SourceArchive {

    private static final int BUFFER_BYTES = 64 * 1024;

    /** Zeros after the end mark: GNU tar pads to 10 KiB, other block sizes to some more. */
    private static final long MAX_PADDING = 1024 * 1024;

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
        try (TarStream stream = new TarStream(new BufferedInputStream(gunzip(file), BUFFER_BYTES));
                TarArchiveInputStream tar = new TarArchiveInputStream(stream, StandardCharsets.UTF_8.name())) {
            new Unpacking(stream, tar, into, limits).run();
            drain(stream);
        } catch (FileSystemException e) {
            throw e;
        } catch (TarStream.AllowanceSpentException e) {
            throw new ArchiveRefusedException(
                    "The archive has a header that is longer than any file needs. " + REMEDY, e);
        } catch (EOFException e) {
            throw new ArchiveRefusedException("The archive is cut off: the upload was not complete. " + REMEDY, e);
        } catch (IOException | IllegalArgumentException e) {
            // What the two readers throw for a wrong checksum, length, magic number or field.
            String why = EntryPath.escape(String.valueOf(e.getMessage()));
            String what = why.startsWith("Truncated") ? "is cut off" : "is damaged, or no tar";
            throw new ArchiveRefusedException("The archive " + what + " (" + why + "). " + REMEDY, e);
        }
    }

    private static InputStream gunzip(InputStream file) throws ArchiveRefusedException {
        try {
            return GzipCompressorInputStream.builder()
                    .setInputStream(file)
                    .setDecompressConcatenated(true)
                    .get();
        } catch (IOException e) {
            throw new ArchiveRefusedException("The body is no gzip. " + REMEDY, e);
        }
    }

    /** To the end, so that gzip's checksum is compared. */
    private static void drain(TarStream stream) throws IOException, ArchiveRefusedException {
        stream.allow(MAX_PADDING);
        byte[] buffer = new byte[BUFFER_BYTES];
        while (stream.read(buffer, 0, buffer.length) >= 0) {
            // Only zeros should come; hasEndMark sees anything else.
        }
        if (!stream.hasEndMark()) {
            throw new ArchiveRefusedException("The archive is cut off, or no tar: it has no end mark. " + REMEDY);
        }
    }
}
