/**
 * Redis: an embedded server of each project, or an ACL user on the operator's. Start with
 * {@link dev.shuttle.resources.redis.EmbeddedRedis}.
 */
@NullMarked
package dev.shuttle.resources.redis;

import org.jspecify.annotations.NullMarked;
