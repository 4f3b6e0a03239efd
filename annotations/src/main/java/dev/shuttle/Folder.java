package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A directory that outlives deployments, as {@code java.nio.file.Path}. On the main class: as the environment variable
 * {@code SHUTTLE_FOLDER}; of one with a name, {@code SHUTTLE_FOLDER_NAME}.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Folder.List.class)
public @interface Folder {

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
        Folder[] value();
    }
}
