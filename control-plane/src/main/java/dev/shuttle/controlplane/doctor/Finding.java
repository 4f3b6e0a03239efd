package dev.shuttle.controlplane.doctor;

import java.util.Locale;

/**
 * A finding of a check.
 *
 * @param level how bad it is
 * @param subject a word or two
 * @param text what is so, and what to do where something is to be done
 */
public record Finding(Level level, String subject, String text) {

    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Works, and something is worse than it could be. */
        NOTE,
        /** Does not work. */
        FAIL
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text);
    }

    static Finding note(String subject, String text) {
        return new Finding(Level.NOTE, subject, text);
    }

    static Finding fail(String subject, String text) {
        return new Finding(Level.FAIL, subject, text);
    }

    /** One line. */
    @Override
    public String toString() {
        return String.format("%-5s %-12s %s", level.name().toLowerCase(Locale.ROOT), subject, text);
    }
}
