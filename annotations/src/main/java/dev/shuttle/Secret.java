package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A value that was set with {@code mvn shuttle:secrets}, as {@code String}. On the main class: as the environment variable
 * of its name.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Secret.List.class)
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
     * @return {@code false} to get {@code null}, or no variable, for a secret that is not set
     */
    boolean required() default true;

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
        Secret[] value();
    }
}
