package dev.shuttle.builder;

import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.eventspy.AbstractEventSpy;
import org.apache.maven.execution.MavenExecutionResult;
import org.apache.maven.lifecycle.LifecycleExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.Nullable;

/** Sees the end of each build, also of one whose poms cannot be read. */
@Named
@Singleton
public final class LastResult extends AbstractEventSpy {

    /** Of this JVM: it runs one build at a time. */
    private static volatile @Nullable MavenExecutionResult last;

    @Override
    public void onEvent(Object event) {
        if (event instanceof MavenExecutionResult result) {
            last = result;
        }
    }

    /** Forgets the build before. */
    public static void clear() {
        last = null;
    }

    /**
     * Whether the build failed in a way that is not its sources' own: a plugin broke, which may come from what an earlier
     * build has left in it.
     */
    public static boolean blamesPlugin() {
        MavenExecutionResult result = last;
        return result != null
                && result.getExceptions().stream()
                        .anyMatch(e -> e instanceof LifecycleExecutionException
                                && !(e.getCause() instanceof MojoFailureException));
    }
}
