package dev.shuttle.controlplane.backup;

import dev.shuttle.os.FileOwner;
import dev.shuttle.resources.BackupTarget;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Copies the data of the servers into their folder of a backup.
 *
 * @param writer the backup
 * @param folder the name of their folder
 */
record ServerFiles(BackupWriter writer, String folder) implements BackupTarget {
    private static final int ONLY_OWNER = 0600;

    @Override
    public void directory(String name, Path source) throws IOException {
        writer.directory(folder + "/" + name, FileOwner.of(source.toRealPath()));
    }

    @Override
    public void file(String name, Path source) throws IOException {
        FileOwner owner = FileOwner.of(source);
        try (SeekableByteChannel file =
                Files.newByteChannel(source, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            writer.file(folder + "/" + name, owner, file);
        }
    }

    @Override
    public void text(String name, String content) throws IOException {
        writer.text(folder + "/" + name, new FileOwner(ONLY_OWNER, 0, 0), content);
    }
}
