package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes an annotation of an app's or a library's own name a resource. Put it on the annotation; a parameter of
 * {@code main} that carries the annotation then gets what the provider opens. The annotation itself needs
 * {@code @Retention(RUNTIME)} and {@code @Target(PARAMETER)}; where it has a {@code String value()}, that is the
 * resource's name, by which several of the kind are told apart.
 */
@Documented
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ProvidedBy {

    /**
     * Who provides it.
     *
     * @return a public class with a public constructor without parameters
     */
    Class<? extends ResourceProvider<?, ?>> value();

    /**
     * The types that a parameter may have, checked before anything of the app runs.
     *
     * @return none: whatever the provider opens must fit the parameter, which is found out at the start
     */
    Class<?>[] types() default {};
}
