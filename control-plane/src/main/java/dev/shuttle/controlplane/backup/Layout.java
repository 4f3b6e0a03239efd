package dev.shuttle.controlplane.backup;

import dev.shuttle.os.FileOwner;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays entries of a backup out in folders. Links are made last: while files are written, no path leads through one.
 * All is ours: a start gives it to the users that this home has then, which are not those of the original.
 */
final class Layout implements BackupReader.Visitor {
    private static final int BLOCK = 64 * 1024;

    private final Place place;
    private final List<Entry> directories = new ArrayList<>();
    private final List<Entry> links = new ArrayList<>();
    private final byte[] block = new byte[BLOCK];

    /** Says where an entry is laid out; null: nowhere. */
    @FunctionalInterface
    interface Place {
        @Nullable
        Path of(Entry entry);
    }

    Layout(Place place) {
        this.place = place;
    }

    @Override
    public void entry(Entry entry, InputStream content) throws IOException {
        Path path = place.of(entry);
        if (path == null) {
            return;
        }
        switch (entry.kind()) {
            case Entry.DIRECTORY -> {
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) { // the first may have been made for it
                    Files.createDirectory(path, only("rwx------"));
                }
                directories.add(entry);
            }
            case Entry.LINK -> links.add(entry);
            default -> {
                write(path, entry.size(), content);
                permit(entry);
            }
        }
    }

    /** The steps that need all files. */
    void finish() throws IOException {
        for (Entry link : links) {
            Files.createSymbolicLink(placed(link), Path.of(link.content()));
        }
        for (int i = directories.size() - 1; i >= 0; i--) {
            permit(directories.get(i));
        }
    }

    /** Blocks of zeros become holes: a sparse file must not fill the disk. */
    private void write(Path file, long size, InputStream content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), only("rw-------"))) {
            for (int count = content.readNBytes(block, 0, BLOCK);
                    count > 0;
                    count = content.readNBytes(block, 0, BLOCK)) {
                if (isZero(count)) {
                    channel.position(channel.position() + count);
                } else {
                    writeFully(channel, ByteBuffer.wrap(block, 0, count));
                }
            }
            if (channel.size() < size) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private boolean isZero(int count) {
        for (int i = 0; i < count; i++) {
            if (block[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private Path placed(Entry entry) {
        return Objects.requireNonNull(place.of(entry));
    }

    private void permit(Entry entry) throws IOException {
        Files.setPosixFilePermissions(placed(entry), FileOwner.permissions(entry.mode()));
    }

    private static FileAttribute<?> only(String permissions) {
        return Trees.permissions(permissions);
    }
}
