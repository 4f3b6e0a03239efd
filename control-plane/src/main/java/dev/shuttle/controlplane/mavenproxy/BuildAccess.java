package dev.shuttle.controlplane.mavenproxy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One build's access to the repository: an address that cannot be guessed, and is invalid once this is closed.
 * Thread-safe.
 */
public final class BuildAccess implements AutoCloseable {

    /** A build that asks for a thousand files from a dead repository need not hear of each. */
    private static final int SENTENCES = 20;

    private static final int PLACES = 1_000;

    private final String settings;
    private final Consumer<String> faults;
    private final Runnable end;
    private final AsyncLimiter turns;
    private final Set<String> said = new HashSet<>();
    private boolean ended;

    BuildAccess(String settings, Consumer<String> faults, int fetches, Runnable end) {
        this.settings = settings;
        this.faults = faults;
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

    <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> work) {
        return turns.take(work);
    }

    /** Tells the build, once, while it runs. */
    void say(String sentence) {
        boolean news;
        synchronized (said) {
            news = !ended && said.size() < SENTENCES && said.add(sentence);
        }
        if (news) {
            faults.accept(sentence);
        }
    }

    @Override
    public void close() {
        end.run();
        synchronized (said) {
            ended = true;
        }
    }
}
