package dev.shuttle.plugin.artifact;

import dev.shuttle.plugin.pack.Size;
import java.io.IOException;
import java.util.Collection;
import java.util.stream.Collectors;

/** The artifacts that exist only on this machine are too large to upload. */
public final class TooLargeException extends IOException {

    private static final int SHOWN = 5;

    TooLargeException(Collection<LocalFile> files, long bytes, long maxBytes) {
        super("The artifacts that exist only in this machine's local repository have " + Size.of(bytes)
                + ", and at most " + Size.of(maxBytes) + " can be uploaded with the sources: "
                + files.stream().map(LocalFile::id).distinct().limit(SHOWN).collect(Collectors.joining(", "))
                + (files.size() > SHOWN ? ", …" : "")
                + ". Deploy them (mvn deploy) to a repository that the server can reach.");
    }
}
