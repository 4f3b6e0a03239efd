package dev.shuttle.controlplane.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A body that fits into memory, and is there soon. */
final class SmallBody {
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** More than such a body has: whatever the pieces, all of it comes within {@link #SILENCE}. */
    private static final long BYTES_PER_SECOND = 1 << 20;

    private SmallBody() {}

    static String read(Context ctx, int most) throws IOException {
        InputStream body = new PacedBody(ctx.req().getInputStream(), SILENCE, BYTES_PER_SECOND);
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new ApiException(
                    413, "Too large", "The body is larger than the " + most + " bytes that are taken here.");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
