package com.example.guestbook;

import redis.clients.jedis.JedisPooled;

/** So many entries a minute from one address, counted in Redis: the count is right also while two versions run. */
class RateLimit {
    private static final int PER_MINUTE = 5;
    private static final int SECONDS = 60;

    private final JedisPooled redis;
    private final String prefix;

    RateLimit(JedisPooled redis, String prefix) {
        this.redis = redis;
        this.prefix = prefix;
    }

    boolean allows(String address) {
        String key = prefix + "entries:" + address + ":" + System.currentTimeMillis() / (SECONDS * 1_000);
        long count = redis.incr(key);
        redis.expire(key, 2 * SECONDS);
        return count <= PER_MINUTE;
    }
}
