package dev.shuttle.controlplane.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.os.Digests;
import dev.shuttle.protocol.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One run through a backup, from its first byte to its last. It ends well only if every byte of every entry is what was
 * written: then the manifest is returned.
 */
final class BackupReader {
    private static final int BUFFER = 64 * 1024;
    private static final int LARGEST_MANIFEST = 16 * 1024 * 1024;

    /** A tar ends with zeros, up to a full record of 10 KiB. */
    private static final int LONGEST_END = 64 * 1024;

    private final Path file;
    private final Visitor visitor;
    private final MessageDigest list = Digests.sha256();
    private long entries;
    private @Nullable String writtenList;

    /** Gets each entry; of a file also its bytes, which it need not read. Its hash is not known before they are read. */
    interface Visitor {
        void entry(Entry entry, InputStream content) throws IOException;
    }

    BackupReader(Path file, Visitor visitor) {
        this.file = file;
        this.visitor = visitor;
    }

    /** Reads it once. */
    Manifest read() throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                GzipCompressorInputStream gzip =
                        GzipCompressorInputStream.builder().setInputStream(raw).get();
                TarArchiveInputStream tar = new TarArchiveInputStream(gzip, "UTF-8")) {
            Manifest manifest = null;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (manifest != null) {
                    throw new IOException("there is data after its end");
                }
                manifest = next(entry, tar);
            }
            requireEnd(gzip, raw);
            if (manifest == null) {
                throw new IOException("its end is missing");
            }
            check(manifest);
            return manifest;
        }
    }

    private @Nullable Manifest next(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        if (!entry.isCheckSumOK()) {
            throw new IOException("a header in it is damaged");
        }
        if (entry.getName().equals(Manifest.NAME)) {
            return manifest(tar.readNBytes(LARGEST_MANIFEST));
        }
        if (entry.getName().equals(Manifest.LIST)) {
            MessageDigest digest = Digests.sha256();
            drain(new DigestInputStream(tar, digest));
            writtenList = HexFormat.of().formatHex(digest.digest());
            return null;
        }
        MessageDigest digest = Digests.sha256();
        DigestInputStream content = new DigestInputStream(tar, digest);
        Entry seen = Entry.of(entry, "");
        visitor.entry(seen, content);
        drain(content);
        String hash = HexFormat.of().formatHex(digest.digest());
        Entry whole = Entry.of(entry, seen.is(Entry.FILE) ? hash : "");
        list.update(whole.line().getBytes(StandardCharsets.UTF_8));
        entries++;
        return null;
    }

    private static Manifest manifest(byte[] json) throws IOException {
        JsonNode read = Json.MAPPER.readTree(json);
        int format = read.path("format").asInt();
        if (format != Manifest.FORMAT) {
            throw new IOException("it has the format " + format + ", of a newer Shuttle ("
                    + Entry.shown(read.path("version").asText()) + "); this one reads " + Manifest.FORMAT);
        }
        return Json.MAPPER.treeToValue(read, Manifest.class);
    }

    private void check(Manifest manifest) throws IOException {
        String seen = HexFormat.of().formatHex(list.digest());
        if (!seen.equals(writtenList) || !seen.equals(manifest.list()) || entries != manifest.entries()) {
            throw new IOException("its content does not match its checksums: it is damaged or modified");
        }
    }

    /** The checksum of gzip is looked at when its last byte is read. */
    private static void requireEnd(InputStream gzip, InputStream raw) throws IOException {
        byte[] rest = gzip.readNBytes(LONGEST_END);
        for (byte each : rest) {
            if (each != 0) {
                throw new IOException("there is data after its end");
            }
        }
        if (gzip.read() >= 0 || raw.read() >= 0) {
            throw new IOException("there is data after its end");
        }
    }

    private static void drain(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}
