package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A directory that outlives deployments, as {@code java.nio.file.Path}.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Folder {

    /**
     * Tells apart several of the kind in one project.
     *
     * @return the name within the project
     */
    String value() default "default";
}
