package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A PostgreSQL database and role of the project's own, as {@code javax.sql.DataSource} (pooled),
 * {@link DatabaseConnection}, or {@code String} (a JDBC URL). On the main class: as environment variables, such as
 * {@code DATABASE_URL}, {@code PGHOST} and {@code SPRING_DATASOURCE_URL}; of one with a name, {@code DATABASE_URL_NAME}.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Postgres.List.class)
public @interface Postgres {

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
        Postgres[] value();
    }
}
