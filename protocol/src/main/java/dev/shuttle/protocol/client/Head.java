package dev.shuttle.protocol.client;

import dev.shuttle.protocol.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.OptionalInt;

/** The status and headers of an answer, as far as they are valid. */
record Head(int status, HttpHeaders headers) {

    /** The longest version that is worth showing. */
    private static final int MAX_VERSION = 40;

    static Head of(HttpResponse<?> response) {
        return new Head(response.statusCode(), response.headers());
    }

    /** The media type, in lower case and without its parameters; empty where none is given. */
    String type() {
        String value = headers.firstValue("Content-Type").orElse("");
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    String location() {
        return headers.firstValue("Location").orElse("an unknown address");
    }

    /** Which version of the API the server speaks; empty from one that does not say, or is no control plane. */
    OptionalInt protocol() {
        String value = headers.firstValue(Version.PROTOCOL_HEADER).orElse("");
        return value.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(value)) : OptionalInt.empty();
    }

    String serverVersion() {
        String value = headers.firstValue(Version.VERSION_HEADER).orElse("unknown");
        return value.length() > MAX_VERSION ? value.substring(0, MAX_VERSION) + "…" : value;
    }
}
