package dev.shuttle.controlplane;

import dev.shuttle.controlplane.database.Database;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store's file as it was opened: one that somebody removes is written to on and on, and is gone with its process. */
final class OpenedStoreFile {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Path store;
    private final @Nullable Object opened;

    private OpenedStoreFile(Path store, @Nullable Object opened) {
        this.store = store;
        this.opened = opened;
    }

    /** Of a home whose store is open, unless it is elsewhere, at this URL. */
    static OpenedStoreFile of(Path home, @Nullable String elsewhere) throws IOException {
        Path store = Database.fileIn(home.resolve("store"));
        return new OpenedStoreFile(store, elsewhere == null ? key(store) : null);
    }

    private static @Nullable Object key(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "fileKey");
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** For the operator; empty if all is well. */
    Optional<String> trouble() {
        try {
            if (opened == null || opened.equals(key(store))) {
                return Optional.empty();
            }
            return Optional.of(
                    "The store's file " + store + " was removed or replaced while it is in use: with the next"
                            + " stop, all that the server knows is lost. Put it back before: "
                            + "`cp /proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor() + " " + store
                            + "`; then restart the server");
        } catch (IOException e) {
            return Optional.of("The store's file " + store + " cannot be looked at: " + e);
        }
    }

    private String descriptor() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : all) {
                if (Objects.equals(opened, openedBy(each))) {
                    return String.valueOf(each.getFileName());
                }
            }
        }
        return "N";
    }

    private static @Nullable Object openedBy(Path descriptor) {
        try {
            return Files.readAttributes(descriptor, "fileKey").get("fileKey");
        } catch (IOException e) {
            return null; // closed meanwhile
        }
    }
}
