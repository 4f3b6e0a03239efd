package dev.shuttle.plugin.connection;

import dev.shuttle.protocol.client.ApiKey;

/**
 * A key and where it is from.
 *
 * @param key the key
 * @param origin such as {@code SHUTTLE_API_KEY}, for messages
 */
public record FoundKey(ApiKey key, String origin) {}
