package dev.shuttle.os;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A Unix socket on which another process listens, see unix(7).
 *
 * @param path of it
 * @param owner the number of the user that must listen there, since it could be a link to another's; empty: any
 */
public record UnixSocket(Path path, OptionalInt owner) {

    /**
     * Whether the one that listens is the one that is meant.
     *
     * @param uid whose it is, by SO_PEERCRED of a connection
     */
    public boolean isOf(int uid) {
        return owner.isEmpty() || owner.getAsInt() == uid;
    }
}
