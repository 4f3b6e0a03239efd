package dev.shuttle.plugin.dotenv;

import java.nio.file.Path;

/** A dotenv file is not understood. The message names file and line, and shows nothing of it: it may be a secret. */
public final class DotenvException extends Exception {
    private static final long serialVersionUID = 1L;

    DotenvException(Path file, int line, String problem) {
        super("Line " + line + " of " + file + " " + problem);
    }

    DotenvException(Path file, String problem) {
        super(file + " " + problem);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
