package dev.shuttle.runtime.service;

import dev.shuttle.runtime.plan.EntryPoint;
import java.lang.reflect.InvocationTargetException;

/** Says what a service's code threw. That code's own {@code toString} may throw too. */
final class StartFailures {
    /** A message is a line in a terminal, not a document. */
    private static final int MAX_LENGTH = 1000;

    private StartFailures() {}

    /** Prints the stack trace to the service's output and returns the sentence for its developer. */
    static ServiceStartException report(EntryPoint entryPoint, Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof ServiceStartException known) {
            return known; // ours: the service's code cannot see that class
        }
        String text = print(cause);
        return new ServiceStartException(entryPoint.className() + " failed to start: " + cut(text)
                + ". The stack trace is in the log of this deployment.");
    }

    /** Prints the stack trace to the service's output and returns its first line. */
    static String print(Throwable thrown) {
        try {
            thrown.printStackTrace(System.err); // the service's own log, by the thread that runs this
            return thrown.toString();
        } catch (Throwable e) {
            return thrown.getClass().getName();
        }
    }

    static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof InvocationTargetException || cause instanceof ExceptionInInitializerError)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String cut(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
    }
}
