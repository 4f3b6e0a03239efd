package dev.shuttle.builder;

import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.eventspy.AbstractEventSpy;
import org.apache.maven.execution.MavenExecutionResult;
import org.apache.maven.lifecycle.LifecycleExecutionException;
import org.apache.maven.plugin.MojoFailureException;

/** Sees the end of each build, also of one whose poms cannot be read. */
@Named
@Singleton
public final class LastResult extends AbstractEventSpy {

    /** Of this JVM, which runs one build at a time: the answer, and not the result, which holds all projects. */
    private static volatile boolean blamesPlugin;

    @Override
    public void onEvent(Object event) {
        if (event instanceof MavenExecutionResult result) {
            blamesPlugin = result.getExceptions().stream()
                    .anyMatch(e -> e instanceof LifecycleExecutionException
                            && !(e.getCause() instanceof MojoFailureException));
        }
    }

    /** Forgets the build before. */
    public static void clear() {
        blamesPlugin = false;
    }

    /**
     * Whether the build failed in a way that is not its sources' own: a plugin broke, which may come from what an earlier
     * build has left in it.
     */
    public static boolean blamesPlugin() {
        return blamesPlugin;
    }
}
