package dev.shuttle.builder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.eventspy.AbstractEventSpy;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.MavenExecutionResult;
import org.apache.maven.lifecycle.LifecycleExecutionException;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Sees the end of each build, also of one whose poms cannot be read. Why one failed is written to the file that the user
 * property {@value BuildReporter#RESULT} names; without it nothing is.
 */
@Named
@Singleton
public final class LastResult extends AbstractEventSpy {

    /** Of this JVM, which runs one build at a time: the answers, and not the result, which holds all projects. */
    private static volatile boolean blamesPlugin;

    private static volatile boolean ranOutOfMemory;

    private final Map<Throwable, MojoExecution> failed = Collections.synchronizedMap(new IdentityHashMap<>());
    private @Nullable String file;

    /** At the start of each build. */
    @Override
    public void init(Context context) {
        failed.clear();
        file = context.getData().get("userProperties") instanceof Properties properties
                ? properties.getProperty(BuildReporter.RESULT)
                : null;
    }

    @Override
    public void onEvent(Object event) {
        if (event instanceof MavenExecutionResult result) {
            ended(result.getExceptions());
        } else if (event instanceof ExecutionEvent mojo
                && mojo.getType() == ExecutionEvent.Type.MojoFailed
                && mojo.getException() != null) {
            // Of a failure that the goal itself tells, the exception does not know the goal.
            failed.put(mojo.getException(), mojo.getMojoExecution());
        }
    }

    private void ended(List<Throwable> exceptions) {
        blamesPlugin = exceptions.stream()
                .anyMatch(e ->
                        e instanceof LifecycleExecutionException && !(e.getCause() instanceof MojoFailureException));
        ranOutOfMemory = exceptions.stream()
                .flatMap(e -> Failures.chain(e).stream())
                .anyMatch(OutOfMemoryError.class::isInstance);
        if (file != null && !exceptions.isEmpty()) {
            try {
                Report.ofFailures(Failures.of(exceptions, failed)).writeTo(Path.of(file));
            } catch (IOException e) {
                LoggerFactory.getLogger(LastResult.class)
                        .warn("Why the build failed could not be stored: {}", e.toString());
            }
        }
        failed.clear();
    }

    /** Forgets the build before. */
    public static void clear() {
        blamesPlugin = false;
        ranOutOfMemory = false;
    }

    /**
     * Whether the build failed in a way that is not its sources' own: a plugin broke, which may come from what an earlier
     * build has left in it.
     */
    public static boolean blamesPlugin() {
        return blamesPlugin;
    }

    /** Whether this JVM had no memory left in it: any of its threads may have met that. */
    public static boolean ranOutOfMemory() {
        return ranOutOfMemory;
    }
}
