package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A Redis of the project's own, as {@code java.net.URI}, {@code String}, {@link RedisConnection}, or a client type of the
 * app's own Jedis or Lettuce. On the main class: as environment variables, such as {@code REDIS_URL}; of one with a name,
 * {@code REDIS_URL_NAME}.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Redis.List.class)
public @interface Redis {

    /**
     * Tells apart several of the kind in one project.
     *
     * @return the name within the project
     */
    String value() default "default";

    /** Several on one class; the compiler writes it. */
    @Documented
    @Target({ElementType.PARAMETER, ElementType.TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @interface List {

        /**
         * All of them.
         *
         * @return in order
         */
        Redis[] value();
    }
}
