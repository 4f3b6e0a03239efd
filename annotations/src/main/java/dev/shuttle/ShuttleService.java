package dev.shuttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the main class of a web app that Shuttle deploys. Exactly one class of a build carries it.
 *
 * <p>The entry point is the class's {@code public static main}. Its parameters say what it needs, its return type says
 * how it is served: a {@link Service}, any {@link AutoCloseable}, a {@code com.sun.net.httpserver.HttpHandler}, an
 * {@code io.javalin.Javalin} that is not yet started, or {@code void} for a program that listens on its own.
 *
 * <p>{@link Postgres}, {@link Redis}, {@link Folder} and {@link Secret} may stand on the class too. The process finds them in
 * its environment, so that a {@code main(String[])} can have them.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ShuttleService {

    /**
     * The project's name, and its subdomain: {@code [a-z]([a-z0-9-]{0,61}[a-z0-9])?}. Empty: the module's artifactId.
     *
     * @return the name, or an empty string
     */
    String name() default "";

    /**
     * A path that answers 2xx once the service can take traffic, such as {@code /healthz}. Empty: any answer below 500
     * to {@code GET /}, unless everything is answered with 400. {@code "-"}: nothing is asked; an open port is enough.
     *
     * <p>It is asked for while the service runs, too: one that says nothing to it three times in a row, ten seconds each, and
     * nothing to any client meanwhile, hangs, and is started again. Any status is an answer then. With {@code "-"} that is
     * not found out.
     *
     * @return the path, or an empty string
     */
    String health() default "";

    /**
     * Where the service runs. Has no effect in this version: the control plane's setting decides for all services.
     *
     * @return the isolation; {@link Isolation#DEFAULT} leaves it to the server
     */
    Isolation isolation() default Isolation.DEFAULT;

    /**
     * How long the service may be without a request before it is put to sleep, as an ISO-8601 duration such as
     * {@code PT30M}. Empty: never. Has no effect in this version, and a deploy says so.
     *
     * @return the duration, or an empty string
     */
    String sleepAfter() default "";

    /**
     * How many instances serve at a time; 1 or more. More than 1 has no effect in this version, and a deploy says so.
     *
     * @return the number of instances
     */
    int instances() default 1;

    /**
     * Whether the version that serves is stopped before a new one starts, for a service that cannot run twice on one
     * machine, such as one with further fixed ports. Requests wait meanwhile, up to the start timeout. If the new version
     * does not start, the one before is started again.
     *
     * @return true for one version at a time
     */
    boolean replace() default false;
}
