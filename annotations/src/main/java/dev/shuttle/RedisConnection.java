package dev.shuttle;

import java.net.URI;

/**
 * How to reach a Redis.
 *
 * @param uri with user and password
 * @param keyPrefix what every key and channel must begin with; empty where any key is allowed
 */
public record RedisConnection(URI uri, String keyPrefix) {

    @Override
    public String toString() {
        return "RedisConnection[" + uri.getHost() + ":" + uri.getPort() + ", keyPrefix=" + keyPrefix + "]";
    }
}
