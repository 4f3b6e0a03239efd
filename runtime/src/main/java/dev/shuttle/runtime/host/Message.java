package dev.shuttle.runtime.host;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A message between control plane and host: a line of {@code application/x-www-form-urlencoded} fields, the first
 * of them {@code type}. That form, and not JSON, because the JDK itself can write and read it: a host's loader holds no
 * library that an app could collide with.
 *
 * @param type what it is
 * @param fields in order
 */
public record Message(String type, Map<String, String> fields) {

    public Message {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public static Message of(String type) {
        return new Message(type, Map.of());
    }

    /** A message of many fields, each added in constant time. */
    public static Builder builder(String type) {
        return new Builder(type);
    }

    /**
     * A copy with one field more.
     *
     * @param name of the field
     * @param value of the field
     * @return the copy
     */
    public Message with(String name, Object value) {
        return with(Map.of(name, value.toString()));
    }

    /**
     * A copy with more fields.
     *
     * @param more by name
     * @return the copy
     */
    public Message with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putAll(more);
        return new Message(type, all);
    }

    /**
     * A field's value.
     *
     * @param name of the field
     * @return its value, or an empty string
     */
    public String get(String name) {
        return fields.getOrDefault(name, "");
    }

    /**
     * The line, without its end.
     *
     * @return printable ASCII
     */
    public String encode() {
        return "type=" + encode(type)
                + fields.entrySet().stream()
                        .map(field -> "&" + encode(field.getKey()) + "=" + encode(field.getValue()))
                        .collect(Collectors.joining());
    }

    /**
     * Reads a line.
     *
     * @param line as {@link #encode} wrote it, without its end
     * @return the message
     * @throws IOException if it is none
     */
    public static Message decode(String line) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            for (String field : line.split("&", -1)) {
                int equals = field.indexOf('=');
                if (equals > 0) {
                    fields.put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedMessageException("a message is not form-encoded");
        }
        String type = fields.remove("type");
        if (type == null) {
            throw new RefusedMessageException("a message has no type");
        }
        return new Message(type, fields);
    }

    /** Without values: among them are passwords, and a log may get this. */
    @Override
    public String toString() {
        return type + fields.keySet();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Collects the fields of a message, in order. Not thread-safe. */
    public static final class Builder {
        private final String type;
        private final Map<String, String> fields = new LinkedHashMap<>();

        private Builder(String type) {
            this.type = type;
        }

        public void put(String name, Object value) {
            fields.put(name, value.toString());
        }

        public Message build() {
            return new Message(type, fields);
        }
    }
}
