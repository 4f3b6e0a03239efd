/**
 * The annotations and types that an app imports. Put {@link dev.shuttle.ShuttleService} on the main class and name what it needs as parameters of
 * its {@code public static main}: the parameters are the infrastructure. Start reading there.
 *
 * <p>Nothing here is ever {@code null}. The package depends on the JDK only, annotations for static analysis included.
 */
package dev.shuttle;
