package dev.shuttle.proxy.forwarded;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks the API. Our own proxy has found it out already, and proves itself by a word that only this process knows: other
 * programs of this machine come from the same address. Thread-safe.
 */
public final class Clients {
    /** The header of that word. */
    public static final String HEADER = "X-Shuttle-Proxy";

    private static final int BYTES = 24;

    private final TrustedProxies trusted;
    private final String word;

    public Clients(TrustedProxies trusted) {
        this.trusted = trusted;
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        this.word = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** For our own proxy only. */
    public String word() {
        return word;
    }

    /** An address; of a connection that has none that is known, its own words. {@code word} is the header's value. */
    public String find(String peer, List<String> forwardedFor, @Nullable String word) {
        List<String> told = TrustedProxies.members(forwardedFor);
        if (word != null && !told.isEmpty() && isOurs(word)) {
            return told.get(0);
        }
        Optional<InetAddress> address = IpAddress.parseNode(peer);
        return address.map(known -> IpAddress.text(trusted.chain(known, told).get(0)))
                .orElse(peer);
    }

    /** Whether what the peer says of its client is believed. {@code word} is the header's value. */
    public boolean believes(String peer, @Nullable String word) {
        return (word != null && isOurs(word))
                || IpAddress.parseNode(peer).filter(trusted::trust).isPresent();
    }

    private boolean isOurs(String shown) {
        return MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), word.getBytes(StandardCharsets.UTF_8));
    }
}
