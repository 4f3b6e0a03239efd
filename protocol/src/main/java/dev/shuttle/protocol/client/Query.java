package dev.shuttle.protocol.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The part of an address behind the question mark; what is null or false is left away. */
final class Query {

    private final StringBuilder text = new StringBuilder();

    Query add(String name, @Nullable String value) {
        if (value != null) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=').append(encode(value));
        }
        return this;
    }

    Query add(String name, boolean value) {
        return add(name, value ? "true" : null);
    }

    /** A copy with one more. */
    Query with(String name, @Nullable String value) {
        Query copy = new Query();
        copy.text.append(text);
        return copy.add(name, value);
    }

    /** A form's encoding, save that a space is %20, which is right in a path too. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
