package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A value that was set with {@code mvn shuttle:secrets}, as {@code String}.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Secret {

    /**
     * The name it was set under.
     *
     * @return the name of the secret
     */
    String value();

    /**
     * Whether a deploy fails without it.
     *
     * @return {@code false} to get {@code null} for a secret that is not set
     */
    boolean required() default true;
}
