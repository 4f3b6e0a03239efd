package dev.shuttle.protocol.client;

import dev.shuttle.protocol.Version;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The status and headers of an answer, as far as they are valid. */
final class Head {

    /** The longest version that is worth showing. */
    private static final int MAX_VERSION = 40;

    private final int status;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** Of a header that comes several times, one counts. The JDK lists the status line under no name. */
    Head(int status, Map<@Nullable String, List<String>> headers) {
        this.status = status;
        headers.forEach((name, values) -> {
            if (name != null && !values.isEmpty()) {
                this.headers.put(name, values.get(0));
            }
        });
    }

    int status() {
        return status;
    }

    Optional<String> first(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The media type, in lower case and without its parameters; empty where none is given. */
    String type() {
        String value = first("Content-Type").orElse("");
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    String location() {
        return first("Location").orElse("an unknown address");
    }

    /** Which version of the API the server speaks; empty from one that does not say, or is no control plane. */
    OptionalInt protocol() {
        String value = first(Version.PROTOCOL_HEADER).orElse("");
        return value.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(value)) : OptionalInt.empty();
    }

    String serverVersion() {
        String value = first(Version.VERSION_HEADER).orElse("unknown");
        return value.length() > MAX_VERSION ? value.substring(0, MAX_VERSION) + "…" : value;
    }
}
