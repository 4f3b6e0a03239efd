package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the setting of a receiver: the only one that ever holds its secret.
 *
 * @param url scheme, host and port
 * @param secret the one that was made; null if it was given
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record NewWebhook(String url, @Nullable String secret) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "NewWebhook[url=" + url + ", secret=***]";
    }
}
