package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.http.SmallBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that a form has sent, {@code application/x-www-form-urlencoded}: read once, and kept for the request. */
final class FormBody {
    /** The longest value of a variable, of which a character may take three. */
    private static final int LARGEST = 1 << 20;

    private static final int MOST_FIELDS = 100;
    private static final String ATTRIBUTE = "shuttle.form";

    private final Map<String, String> fields;

    private FormBody(Map<String, String> fields) {
        this.fields = fields;
    }

    static FormBody of(Context ctx) throws IOException {
        @Nullable FormBody read = ctx.attribute(ATTRIBUTE);
        if (read == null) {
            read = parse(SmallBody.read(ctx, LARGEST));
            ctx.attribute(ATTRIBUTE, read);
        }
        return read;
    }

    private static FormBody parse(String body) {
        Map<String, String> fields = new HashMap<>();
        String[] parts = body.split("&", MOST_FIELDS + 1);
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
            }
        }
        if (parts.length > MOST_FIELDS) {
            throw ProblemException.unprocessable("The form has more than " + MOST_FIELDS + " fields.");
        }
        return new FormBody(fields);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.unprocessable("The form is not in application/x-www-form-urlencoded.");
        }
    }

    /** A field, with the line ends that were typed and not those of forms; empty if it was not sent. */
    String get(String name) {
        return fields.getOrDefault(name, "").replace("\r\n", "\n");
    }

    /** A field of one line, without the spaces around it. */
    String line(String name) {
        return get(name).strip();
    }
}
