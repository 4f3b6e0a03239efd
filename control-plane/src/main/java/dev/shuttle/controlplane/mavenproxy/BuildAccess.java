package dev.shuttle.controlplane.mavenproxy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Access to the repository for the builds of one JVM: an address that cannot be guessed, and is valid only while one of
 * them runs. Thread-safe.
 */
public final class BuildAccess implements AutoCloseable {

    /** A build that asks for a thousand files from a dead repository need not hear of each. */
    private static final int SENTENCES = 20;

    private static final int PLACES = 1_000;

    private final String settings;
    private final Consumer<BuildAccess> begin;
    private final Runnable end;
    private final AsyncLimiter turns;
    private final Set<String> said = new HashSet<>();
    private @Nullable Consumer<String> faults;

    BuildAccess(String settings, int fetches, Consumer<BuildAccess> begin, Runnable end) {
        this.settings = settings;
        this.begin = begin;
        this.turns = new AsyncLimiter(fetches, PLACES);
        this.end = end;
    }

    /**
     * The {@code settings.xml} for the build. Holds no password but that to this access.
     *
     * @return XML
     */
    public String settings() {
        return settings;
    }

    /**
     * From now on a build may ask.
     *
     * @param told of the faults, see {@link MavenRepositoryProxy#open}
     */
    public void begin(Consumer<String> told) {
        synchronized (said) {
            said.clear();
            faults = told;
        }
        begin.accept(this);
    }

    /** The build is over: until the next one begins, the address is not valid. */
    public void pause() {
        end.run();
        synchronized (said) {
            faults = null;
        }
    }

    <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> work) {
        return turns.take(work);
    }

    /** Tells the build, once, while it runs. */
    void say(String sentence) {
        Consumer<String> told;
        synchronized (said) {
            told = faults != null && said.size() < SENTENCES && said.add(sentence) ? faults : null;
        }
        if (told != null) {
            told.accept(sentence);
        }
    }

    @Override
    public void close() {
        pause();
    }
}
