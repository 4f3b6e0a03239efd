package dev.shuttle.runtime.plan;

/** The bytes are no class file. */
final class MalformedClassException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedClassException(String why) {
        super(why);
    }
}
