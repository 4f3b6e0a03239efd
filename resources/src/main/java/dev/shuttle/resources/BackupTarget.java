package dev.shuttle.resources;

import java.io.IOException;
import java.nio.file.Path;

/** Takes copies of a server's files. Names are relative, with {@code /} between their parts; parents come first. */
public interface BackupTarget {

    /**
     * Takes a directory, without what is in it.
     *
     * @param name what it is called in the copy
     * @param source whose mode it gets
     * @throws IOException if it cannot be written, or the source is not there any more
     */
    void directory(String name, Path source) throws IOException;

    /**
     * Takes a file as long as it is at the beginning: what is appended meanwhile is left out, and what is cut off
     * meanwhile is zeros.
     *
     * @param name what it is called in the copy
     * @param source where its bytes are
     * @throws java.nio.file.NoSuchFileException if the source is not there any more; nothing was written then
     * @throws IOException if it cannot be read or written
     */
    void file(String name, Path source) throws IOException;

    /**
     * Takes a file that is made for the copy.
     *
     * @param name what it is called in the copy
     * @param content its bytes in UTF-8
     * @throws IOException if it cannot be written
     */
    void text(String name, String content) throws IOException;
}
