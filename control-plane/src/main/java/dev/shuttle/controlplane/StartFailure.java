package dev.shuttle.controlplane;

import dev.shuttle.os.CurrentUser;
import dev.shuttle.os.DiskFull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a start failed, in a sentence for the operator: the JDK's own messages are often a path only, or a reason without one. */
final class StartFailure {
    private static final Logger LOG = LoggerFactory.getLogger(StartFailure.class);

    private StartFailure() {}

    /** The failure, with a message that says what to do. */
    static IOException of(Throwable failure, Path home) {
        Throwable thrown = failure instanceof UncheckedIOException unchecked
                ? Objects.requireNonNullElse(unchecked.getCause(), unchecked)
                : failure;
        if (thrown instanceof IOException told && !isBare(told) && !DiskFull.caused(told)) {
            return told;
        }
        LOG.error("The start failed", thrown);
        return new IOException(message(thrown, home), thrown);
    }

    /** A message of ours is a sentence. */
    private static boolean isBare(IOException failure) {
        String message = failure.getMessage();
        return message == null || failure instanceof FileSystemException || !message.endsWith(".");
    }

    private static String message(Throwable failure, Path home) {
        if (DiskFull.caused(failure)) {
            return "The disk of the home " + home + " is full" + detail(failure)
                    + ". Make room there, and start again. Services that were running go on.";
        }
        if (failure instanceof FileSystemException file) {
            return ofFile(file);
        }
        if (failure instanceof BindException) {
            return "A socket cannot be bound" + detail(failure)
                    + ". Stop the program that uses its port, or choose others with SHUTTLE_API_PORT and"
                    + " SHUTTLE_PROXY_PORT.";
        }
        if (failure instanceof CharacterCodingException) {
            return "A file of the home " + home + " is not text" + detail(failure)
                    + ". The stack trace above shows which one: put the original back.";
        }
        return "The control plane could not start on the home " + home + ": " + failure
                + ". The stack trace above shows where. Nothing was deleted.";
    }

    private static String ofFile(FileSystemException failure) {
        String file = String.valueOf(failure.getFile());
        if (failure instanceof AccessDeniedException) {
            return "The user " + CurrentUser.name() + " may not read or write " + file
                    + ". Start as the user that owns the home, or give the file to this one with chown.";
        }
        if (failure instanceof NoSuchFileException) {
            return file + " does not exist, and the start needs it. Put it back, or restore a backup.";
        }
        String reason = failure.getReason() == null ? failure.toString() : failure.getReason();
        return file + " could not be read or written: " + reason + ". Correct that, and start again.";
    }

    private static String detail(Throwable failure) {
        return failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")";
    }
}
