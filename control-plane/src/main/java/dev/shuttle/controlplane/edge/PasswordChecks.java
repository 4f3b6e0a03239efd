package dev.shuttle.controlplane.edge;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.proxy.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares passwords with their slow hashes: one at a time for the whole server, so guessing costs one processor at most, and
 * each right one once, since a fast hash of it, by a key of this process, is kept. Thread-safe.
 */
public final class PasswordChecks implements AutoCloseable {
    /** Beyond it, a client is told to try again: they are a few seconds of work. */
    private static final int WAITING = 32;

    private static final int LONGEST = 2000;
    private static final long IDLE_SECONDS = 30;
    private static final String FAST = "HmacSHA256";

    private final ThreadPoolExecutor slow = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            DaemonThreads.numbered("shuttle-passwords-"));
    private final SecretKeySpec key;

    public PasswordChecks() {
        slow.allowCoreThreadTimeOut(true);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, FAST);
    }

    /**
     * The users of a project.
     *
     * @param realm that is shown to them
     * @param hashes of their passwords, by name
     */
    public Credentials of(String realm, Map<String, String> hashes) {
        return new Users(realm, hashes);
    }

    private byte[] fast(String text) {
        try {
            Mac mac = Mac.getInstance(FAST);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC", e);
        }
    }

    @Override
    public void close() {
        slow.shutdownNow();
    }

    private final class Users implements Credentials {
        private final String realm;
        private final Map<String, String> hashes;
        private final Map<String, byte[]> right = new ConcurrentHashMap<>(); // one a user at most

        Users(String realm, Map<String, String> hashes) {
            this.realm = realm;
            this.hashes = hashes;
        }

        @Override
        public String realm() {
            return realm;
        }

        @Override
        public boolean isKnown(String encoded) {
            byte[] wanted = right.get(user(decoded(encoded)));
            return wanted != null && MessageDigest.isEqual(wanted, fast(encoded));
        }

        @Override
        public CompletionStage<Verdict> check(String encoded) {
            CompletableFuture<Verdict> verdict = new CompletableFuture<>();
            try {
                slow.execute(() -> verdict.complete(compare(encoded)));
            } catch (RejectedExecutionException e) {
                verdict.complete(Verdict.BUSY);
            }
            return verdict;
        }

        private Verdict compare(String encoded) {
            if (isKnown(encoded)) {
                return Verdict.KNOWN; // several came before the first was compared
            }
            String decoded = decoded(encoded);
            String user = user(decoded);
            String password = decoded.substring(Math.min(decoded.length(), user.length() + 1));
            boolean matches = PasswordHash.matches(password, hashes.getOrDefault(user, PasswordHash.OF_NONE));
            if (!matches || !hashes.containsKey(user)) {
                return Verdict.UNKNOWN;
            }
            right.put(user, fast(encoded));
            return Verdict.KNOWN;
        }

        private static String decoded(String encoded) {
            try {
                return encoded.length() > LONGEST
                        ? ""
                        : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }

        private static String user(String decoded) {
            int colon = decoded.indexOf(':');
            return colon < 0 ? decoded : decoded.substring(0, colon);
        }
    }
}
