package dev.shuttle.plugin.connection;

import org.jspecify.annotations.Nullable;

/** {@code -Dshuttle.apiKey} as Maven hands it over. A type of its own, since {@code mvn -X} prints parameters. */
public final class GivenKey {

    private @Nullable String value;

    /**
     * Called by Maven with the parameter's text.
     *
     * @param text the key
     */
    public void set(String text) {
        value = text;
    }

    /**
     * The key.
     *
     * @return null where Maven gave none
     */
    public @Nullable String value() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
