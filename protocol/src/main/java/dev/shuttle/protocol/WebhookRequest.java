package dev.shuttle.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A receiver of notices, to be set.
 *
 * @param url where they are posted: http or https, without user and password
 * @param secret signs them: {@code whsec_} and Base64, or any other text; null: one is made
 */
public record WebhookRequest(@Nullable String url, @Nullable String secret) {

    /** Without the path, and without the secret. */
    @Override
    public String toString() {
        return "WebhookRequest[***]";
    }
}
