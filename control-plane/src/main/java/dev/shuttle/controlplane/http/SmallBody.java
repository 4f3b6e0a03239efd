package dev.shuttle.controlplane.http;

import static com.fasterxml.jackson.databind.cfg.CoercionAction.Fail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shuttle.os.PrintableText;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A body that fits into memory, and is there soon. */
public final class SmallBody {
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** More than such a body has: whatever the pieces, all of it comes within {@link #SILENCE}. */
    private static final long BYTES_PER_SECOND = 1 << 20;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int DEEPEST = 16;

    /** An unknown member was meant to have an effect, so it is refused. */
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .withCoercionConfig(LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, Fail)
                    .setCoercion(CoercionInputShape.Float, Fail)
                    .setCoercion(CoercionInputShape.Boolean, Fail))
            .build();

    private SmallBody() {}

    public static String read(Context ctx, int most) throws IOException {
        InputStream body = new PacedBody(ctx.req().getInputStream(), SILENCE, BYTES_PER_SECOND, LONGEST);
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new ProblemException(
                    413, "Too large", "The body is larger than the " + most + " bytes allowed here.");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads JSON that has no other members than that type; nothing is as {@code {}}. {@code example} shows them. */
    public static <T> T json(Context ctx, int most, Class<T> type, String example) throws IOException {
        String sent = read(ctx, most);
        String body = sent.isBlank() ? "{}" : sent;
        try {
            T value = STRICT.readValue(body, type);
            if (value != null) {
                return value;
            }
        } catch (UnrecognizedPropertyException e) {
            throw refusal("it has an unknown member, " + shown(e.getPropertyName()), example);
        } catch (ValueInstantiationException e) {
            throw refusal(
                    shown(String.valueOf(
                            e.getCause() == null ? null : e.getCause().getMessage())),
                    example);
        } catch (JsonProcessingException e) {
            // said below, without the cause, which quotes the body
        }
        throw refusal("it is not valid JSON for this request", example);
    }

    private static ProblemException refusal(String why, String example) {
        return ProblemException.unprocessable("The body is not valid: " + why + ". Send " + example + ".");
    }

    /** Without what would steer a terminal. */
    private static String shown(String text) {
        return PrintableText.of(text, 200).replaceAll("\\.$", "");
    }
}
