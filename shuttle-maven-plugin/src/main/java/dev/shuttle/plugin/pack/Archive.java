package dev.shuttle.plugin.pack;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * A gzipped tar of a {@link SourceTree} in a temporary file, deleted on close. Equal sources give equal bytes: sorted,
 * with fixed times, owners and modes.
 */
public final class Archive implements AutoCloseable {

    /** 2020-01-01: after 1980, which zip tools need, and before any build. */
    private static final long MODIFIED_SECONDS = 1_577_836_800L;

    private static final int BUFFER_BYTES = 16 * 1024;

    private final Path file;

    private Archive(Path file) {
        this.file = file;
    }

    /**
     * Packs. How large an archive may be, the server says; no more of the disk is taken than the files take.
     *
     * @param tree what
     * @return the archive; the caller closes it
     * @throws PackingException when a file cannot be read
     * @throws IOException when the temporary file cannot be written
     */
    public static Archive of(SourceTree tree) throws IOException {
        Archive archive = new Archive(Files.createTempFile("shuttle-", ".tar.gz"));
        try {
            archive.write(tree);
            return archive;
        } catch (IOException | RuntimeException fault) {
            archive.close();
            throw fault;
        }
    }

    /**
     * Where it is.
     *
     * @return gone after close
     */
    public Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }

    private void write(SourceTree tree) throws IOException {
        try (OutputStream disk = new BufferedOutputStream(Files.newOutputStream(file));
                GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(disk, gzipParameters());
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (SourceFile source : tree.files()) {
                append(tar, source);
            }
        }
    }

    private static void append(TarArchiveOutputStream tar, SourceFile source) throws IOException {
        TarArchiveEntry entry = entry(source);
        try {
            if (source.link() != null) {
                tar.putArchiveEntry(entry);
            } else {
                try (InputStream content = Files.newInputStream(source.path())) {
                    tar.putArchiveEntry(entry);
                    copy(content, source.size(), tar);
                }
            }
            tar.closeArchiveEntry();
        } catch (IOException fault) {
            throw new PackingException(
                    "Cannot pack " + source.name() + " (" + fault
                            + "): make it readable, keep other programs from writing it"
                            + " meanwhile, or add it to .shuttleignore.",
                    fault);
        }
    }

    /**
     * As much as the file had when it was listed: one that grows, such as the log that Maven's own output goes to, is
     * packed as it was.
     */
    private static void copy(InputStream content, long size, OutputStream tar) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (long left = size; left > 0; ) {
            int count = content.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                throw new EOFException("it was truncated meanwhile");
            }
            tar.write(buffer, 0, count);
            left -= count;
        }
    }

    private static TarArchiveEntry entry(SourceFile source) {
        byte kind = source.link() == null ? TarConstants.LF_NORMAL : TarConstants.LF_SYMLINK;
        TarArchiveEntry entry = new TarArchiveEntry(source.name(), kind);
        entry.setMode(source.executable() || source.link() != null ? 0755 : 0644);
        entry.setIds(0, 0);
        entry.setModTime(MODIFIED_SECONDS * 1000);
        if (source.link() == null) {
            entry.setSize(source.size());
        } else {
            entry.setLinkName(source.link());
        }
        return entry;
    }

    private static GzipParameters gzipParameters() {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.DEFAULT_COMPRESSION);
        return parameters;
    }
}
