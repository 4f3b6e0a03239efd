package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A Redis of the project's own, as {@code java.net.URI}, {@code String}, {@link RedisConnection}, or a client type of the
 * app's own Jedis or Lettuce.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Redis {

    /**
     * Tells apart several of the kind in one project.
     *
     * @return the name within the project
     */
    String value() default "default";
}
