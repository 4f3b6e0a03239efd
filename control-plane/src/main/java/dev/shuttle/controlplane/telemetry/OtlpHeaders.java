package dev.shuttle.controlplane.telemetry;

import dev.shuttle.controlplane.fault.InvalidException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Parses headers as OTEL_EXPORTER_OTLP_HEADERS has them. A message shows none of their values. */
public final class OtlpHeaders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{1,4000}");

    /** They are said by the request itself. */
    private static final Set<String> OURS =
            Set.of("content-type", "content-length", "content-encoding", "host", "connection", "transfer-encoding");

    private OtlpHeaders() {}

    /** Throws {@link InvalidException}, whose message says what would be valid. */
    public static Map<String, String> parse(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String entry : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            String name = equals < 0 ? "" : entry.substring(0, equals).strip();
            String value = equals < 0 ? "" : decoded(entry.substring(equals + 1).strip());
            if (!NAME.matcher(name).matches()
                    || !VALUE.matcher(value).matches()
                    || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new InvalidException(
                        "headers",
                        "They are name=value, separated by ',', with a space in a value as %20, and without "
                                + String.join(", ", OURS.stream().sorted().toList()) + ".");
            }
            headers.put(name, value);
        }
        return headers;
    }

    /** A plus is a plus, unlike in forms. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
