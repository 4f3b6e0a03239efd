package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A PostgreSQL database and role of the project's own, as {@code javax.sql.DataSource} (pooled),
 * {@link DatabaseConnection}, or {@code String} (a JDBC URL).
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Postgres {

    /**
     * Tells apart several of the kind in one project.
     *
     * @return the name within the project
     */
    String value() default "default";
}
