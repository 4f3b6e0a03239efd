package com.example.sqlite;

import dev.shuttle.ProvidedBy;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.sql.DataSource;

/**
 * A SQLite database in a file that outlives deployments. {@link ProvidedBy} makes this annotation a resource, as
 * {@code @Postgres} is one, and says who makes it and what a parameter with it may be.
 */
@ProvidedBy(value = SqliteProvider.class, types = DataSource.class)
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Sqlite {

    /** Tells apart several of the kind in one project. */
    String value() default "default";
}
