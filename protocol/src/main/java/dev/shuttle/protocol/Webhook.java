package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A receiver of notices.
 *
 * @param url scheme, host and port; the rest, which may be a password, is never shown
 * @param signed whether what it gets is signed
 * @param updatedAt when it was set
 * @param deliveries the last hundred, newest first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Webhook(String url, boolean signed, Instant updatedAt, List<WebhookDelivery> deliveries) {}
