package dev.shuttle.it.load;

import java.io.IOException;
import java.util.Map;

/**
 * An answer whose body has come whole.
 *
 * @param status of the first line
 * @param headers with names in lower case
 * @param body empty if it was handed on while it came
 */
record Answer(int status, Map<String, String> headers, String body) {

    /** The label in front of exactly that text. */
    String labelBefore(String text) throws IOException {
        if (!body.endsWith(": " + text)) {
            throw new IOException(
                    "Answered with '" + shortened(body) + "' instead of a label and '" + shortened(text) + "'");
        }
        return body.substring(0, body.length() - text.length() - 2);
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…, of " + text.length() : text;
    }

    Answer expect(int expected) throws IOException {
        if (status != expected) {
            throw new IOException("Answered with " + status + ": " + shortened(body));
        }
        return this;
    }
}
