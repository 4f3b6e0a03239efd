package dev.shuttle.protocol.client;

import java.util.regex.Pattern;

/** A bearer key, which no log shows: {@link #toString} masks it. Immutable. */
public final class ApiKey {

    /** Characters that are safe in a header; a line break would start another header. */
    private static final Pattern RULE = Pattern.compile("[\\x21-\\x7e]{1,1024}");

    private final String value;

    /**
     * Takes a key, without the white space around it that files and copying leave.
     *
     * @param value the key
     * @throws IllegalArgumentException when it cannot be a key; the message does not show it
     */
    public ApiKey(String value) {
        this.value = value.strip();
        if (!RULE.matcher(this.value).matches()) {
            throw new IllegalArgumentException("An API key is 1 to 1024 visible ASCII characters without spaces.");
        }
    }

    String header() {
        return "Bearer " + value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKey key && key.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
