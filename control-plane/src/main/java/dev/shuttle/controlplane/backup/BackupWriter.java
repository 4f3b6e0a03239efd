package dev.shuttle.controlplane.backup;

import dev.shuttle.os.Digests;
import dev.shuttle.os.FileOwner;
import dev.shuttle.os.ForeignTree;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Writes a backup as a stream: a gzipped tar, with the list of what is in it and the manifest at its end. */
final class BackupWriter implements AutoCloseable, ForeignTree.Copy {
    private static final int BUFFER = 64 * 1024;

    /** Jars do not get smaller; for the rest the fastest is nearly as good as the best, and several times as fast. */
    private static final int COMPRESSION = 1;

    private final TarArchiveOutputStream tar;
    private final Path listFile;
    private final OutputStream list;
    private final MessageDigest listDigest = Digests.sha256();
    private final byte[] buffer = new byte[BUFFER];
    private long entries;
    private long bytes;

    BackupWriter(OutputStream out, Path listFile) throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(COMPRESSION);
        parameters.setBufferSize(BUFFER);
        this.tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(new Kept(out), parameters), "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        this.listFile = listFile;
        this.list = Files.newOutputStream(listFile);
    }

    @Override
    public void directory(String name, FileOwner owner) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/", TarConstants.LF_DIR);
        begin(entry, owner);
        end(entry, "");
    }

    @Override
    public void link(String name, FileOwner owner, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        begin(entry, owner);
        end(entry, target);
    }

    /** As many bytes as the file had at the beginning; if it has fewer by then, zeros. */
    @Override
    public void file(String name, FileOwner owner, SeekableByteChannel file) throws IOException {
        copy(name, owner, Channels.newInputStream(file), file.size());
    }

    void text(String name, FileOwner owner, String content) throws IOException {
        byte[] encoded = content.getBytes(StandardCharsets.UTF_8);
        copy(name, owner, new ByteArrayInputStream(encoded), encoded.length);
    }

    private void copy(String name, FileOwner owner, InputStream in, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        begin(entry, owner);
        MessageDigest digest = Digests.sha256();
        for (long left = size; left > 0; ) {
            int wanted = (int) Math.min(left, BUFFER);
            int count = in.readNBytes(buffer, 0, wanted);
            Arrays.fill(buffer, count, wanted, (byte) 0);
            tar.write(buffer, 0, wanted);
            digest.update(buffer, 0, wanted);
            left -= wanted;
        }
        bytes += size;
        end(entry, HexFormat.of().formatHex(digest.digest()));
    }

    private void begin(TarArchiveEntry entry, FileOwner owner) throws IOException {
        entry.setMode(owner.mode());
        entry.setIds(owner.uid(), owner.gid());
        tar.putArchiveEntry(entry);
    }

    private void end(TarArchiveEntry entry, String content) throws IOException {
        tar.closeArchiveEntry();
        byte[] line = Entry.of(entry, content).line().getBytes(StandardCharsets.UTF_8);
        list.write(line);
        listDigest.update(line);
        entries++;
    }

    long entries() {
        return entries;
    }

    long bytes() {
        return bytes;
    }

    /** Of all that was written so far. */
    String listDigest() {
        return HexFormat.of().formatHex(listDigest.digest());
    }

    /** Ends it. What is closed without this is a cut backup. */
    void finish(Manifest manifest) throws IOException {
        list.close();
        TarArchiveEntry entry = new TarArchiveEntry(Manifest.LIST);
        entry.setSize(Files.size(listFile));
        tar.putArchiveEntry(entry);
        Files.copy(listFile, tar);
        tar.closeArchiveEntry();
        byte[] encoded = manifest.json().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry last = new TarArchiveEntry(Manifest.NAME);
        last.setSize(encoded.length);
        tar.putArchiveEntry(last);
        tar.write(encoded);
        tar.closeArchiveEntry();
        tar.finish();
        tar.close();
    }

    @Override
    public void close() {
        try {
            list.close();
            Files.deleteIfExists(listFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who gave us the stream closes it: the file must be forced to the disk first. */
    private static final class Kept extends FilterOutputStream {
        Kept(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
