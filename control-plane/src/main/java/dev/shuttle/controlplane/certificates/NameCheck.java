package dev.shuttle.controlplane.certificates;

import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.EgressFaults;
import dev.shuttle.controlplane.egress.EgressResponse;
import dev.shuttle.controlplane.egress.Reach;
import dev.shuttle.controlplane.egress.RefusedAddressException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks whether a name leads here, before an authority is asked to: it has an address of this machine or of the platform's own
 * names, or answers over HTTP with a word that only we know. Thread-safe.
 */
final class NameCheck {
    private static final int WORD_BYTES = 16;
    private static final int MOST_SHOWN = 3;

    private final Egress egress;
    private final Challenges challenges;
    private final String domain;
    private final Resolver resolver;

    /** Looks a name up. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    NameCheck(Egress egress, Challenges challenges, String domain, Resolver resolver) {
        this.egress = egress;
        this.challenges = challenges;
        this.domain = domain;
        this.resolver = resolver;
    }

    /** Empty: it leads here. Otherwise a clause for its owner. */
    Optional<String> fault(WantedCertificate wanted) {
        List<InetAddress> addresses = addresses(wanted.name());
        // The platform's own names are the operator's; behind a router this machine may not reach itself by them.
        boolean here = wanted.platform() && !addresses.isEmpty();
        if (here || addresses.stream().anyMatch(each -> isOurs(each, wanted.name()))) {
            return Optional.empty();
        }
        Optional<String> failure = askThrough(wanted.name());
        if (failure.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                addresses.isEmpty()
                        ? "the DNS has no address for " + wanted.name() + ": point it at this server"
                        : wanted.name() + " has the address " + shown(addresses) + ", which is not this server's ("
                                + failure.get() + "): point it at this server");
    }

    private List<InetAddress> addresses(String host) {
        try {
            return List.of(resolver.addresses(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private boolean isOurs(InetAddress address, String name) {
        try {
            // That a name means each machine's own says nothing, unless the platform is reached that way too.
            if (!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) != null) {
                return true;
            }
        } catch (SocketException e) {
            // The platform's own names may tell.
        }
        return Stream.of("api." + domain, domain)
                .filter(own -> !own.equals(name))
                .anyMatch(own -> addresses(own).contains(address));
    }

    /** Empty: we answered. */
    private Optional<String> askThrough(String host) {
        byte[] random = new byte[WORD_BYTES];
        new SecureRandom().nextBytes(random);
        String word = HexFormat.of().formatHex(random);
        challenges.put(host, word, word);
        try {
            URI uri = URI.create("http://" + host + "/.well-known/acme-challenge/" + word);
            EgressResponse<byte[]> answer = egress.get(uri, Reach.PUBLIC, 1024);
            String body = new String(answer.body(), StandardCharsets.US_ASCII).strip();
            return body.equals(word) ? Optional.empty() : Optional.of("another server answers there");
        } catch (RefusedAddressException e) {
            return Optional.of("it is not a public address");
        } catch (IOException e) {
            return Optional.of(EgressFaults.reason(e));
        } finally {
            challenges.remove(host, word);
        }
    }

    private static String shown(List<InetAddress> addresses) {
        return addresses.stream()
                .limit(MOST_SHOWN)
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
    }
}
