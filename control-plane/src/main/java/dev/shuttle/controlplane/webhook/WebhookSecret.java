package dev.shuttle.controlplane.webhook;

import dev.shuttle.controlplane.fault.InvalidException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as the Standard Webhooks specification says: HMAC-SHA256 of id, time and body, each joined to the next by a dot. */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;
    private static final int LONGEST = 1000;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private WebhookSecret(byte[] bytes) {
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** {@code whsec_} and the key in Base64, or any other text, whose UTF-8 is the key. The refusal does not show it. */
    public static WebhookSecret parse(String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw invalid("it must have 1 to " + LONGEST + " characters");
        }
        if (!text.startsWith(PREFIX)) {
            return new WebhookSecret(text.getBytes(StandardCharsets.UTF_8));
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()));
            if (bytes.length > 0) {
                return new WebhookSecret(bytes);
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the cause, which quotes it.
        }
        throw invalid("Base64 must follow " + PREFIX);
    }

    private static InvalidException invalid(String why) {
        return new InvalidException("webhook", "The webhook's secret is not valid: " + why + ".");
    }

    static String generate() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** The value of the header {@code webhook-signature}. */
    String signature(String id, Instant at, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
