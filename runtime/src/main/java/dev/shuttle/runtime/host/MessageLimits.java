package dev.shuttle.runtime.host;

import java.util.Map;
import java.util.Set;

/**
 * The bounds of what a peer sends: how long a message of each type is, how often one comes. Another type is refused by its first
 * bytes.
 *
 * @param bytes of a line, by type
 * @param repeated types of which there is no end, each message at its own time
 * @param times that a message of another type comes on one connection
 * @param fields of a message: each costs far more memory than its bytes
 */
public record MessageLimits(Map<String, Integer> bytes, Set<String> repeated, int times, int fields) {
    /** Of a message that says little more than its type. */
    private static final int SHORT = 16 << 10;

    /**
     * The outputs of the app's own providers, now and before, take up to 384 KiB for each once it is encoded, and
     * {@code main} has a few.
     */
    private static final int RESULTS = 8 << 20;

    /** A class path of ten thousand jars takes a megabyte; then there are the results of providers. */
    private static final int START = 16 << 20;

    /** Twenty statements of 512 characters, each of which may take nine bytes. */
    private static final int STATEMENTS = 128 << 10;

    /** For the control plane: each event of a service comes once, or, by chance, twice; statements are read slowly. */
    public static final MessageLimits OF_HOST = new MessageLimits(
            Map.of(
                    "hello",
                    1 << 20,
                    "provisioned",
                    RESULTS,
                    "started",
                    SHORT,
                    "failed",
                    1 << 20,
                    "stopped",
                    SHORT,
                    StatementMessages.TYPE,
                    STATEMENTS),
            Set.of(StatementMessages.TYPE),
            3,
            40_000);

    /** For a host and for {@code shuttle:run}: what starts them is trusted, and may do so again and again. */
    static final MessageLimits OF_CONTROL_PLANE = new MessageLimits(
            Map.of("hello", SHORT, "start", START, "stop", SHORT), Set.of(), Integer.MAX_VALUE, Integer.MAX_VALUE);

    public MessageLimits {
        bytes = Map.copyOf(bytes);
        repeated = Set.copyOf(repeated);
    }
}
