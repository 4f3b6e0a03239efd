package dev.shuttle;

import java.lang.annotation.Annotation;
import java.util.Map;

/**
 * Provides a resource of an app's or a library's own, see {@link ProvidedBy}. It runs in the service's process, before
 * {@code main}, on the service's own class path. Both methods are called on one thread.
 *
 * @param <A> the annotation
 * @param <T> what a parameter gets
 */
public interface ResourceProvider<A extends Annotation, T> {

    /**
     * Makes the resource, or finds the one that the deployment before used. Called once for each deployment; what it
     * returns is stored with the deployment, encrypted, and restarts and rollbacks are served from there. Where the
     * platform dies before it has stored that, the method is called again: it must not make a second one then.
     *
     * @param annotation as it stands on the parameter
     * @param context for whom
     * @return what {@link #open} needs, at most 64 KiB; a value whose name holds {@code password}, {@code secret},
     *     {@code token}, {@code key} or {@code credential} is masked in logs
     * @throws Exception if it cannot be made: the deployment then fails, and the version before it goes on serving
     */
    Map<String, String> provision(A annotation, ResourceContext context) throws Exception;

    /**
     * Turns what was stored into the parameter's object. Called at every start. An object that is
     * {@link AutoCloseable} is closed when the service is stopped.
     *
     * @param annotation as it stands on the parameter
     * @param context for whom
     * @param outputs what {@link #provision} returned for this deployment
     * @return never null
     * @throws Exception if it cannot be opened: the service then does not start
     */
    T open(A annotation, ResourceContext context, Map<String, String> outputs) throws Exception;
}
