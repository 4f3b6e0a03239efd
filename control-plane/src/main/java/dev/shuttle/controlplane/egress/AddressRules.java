package dev.shuttle.controlplane.egress;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/** Decides, by the address that would be dialled, whether it may be. Thread-safe. */
final class AddressRules {
    private final Set<Integer> ownPorts = new CopyOnWriteArraySet<>();

    /** No connection leads to this port of this machine. */
    void refuse(int ownPort) {
        ownPorts.add(ownPort);
    }

    void check(InetSocketAddress address, Reach reach) throws RefusedAddressException {
        InetAddress host = address.getAddress();
        boolean local = isOfThisMachine(host);
        if (local && ownPorts.contains(address.getPort())) {
            throw new RefusedAddressException("it leads to Shuttle itself");
        }
        if (reach == Reach.PUBLIC && (local || !isPublic(host))) {
            throw new RefusedAddressException(
                    "it leads to a private address. Only an administrator's key can set such a receiver");
        }
    }

    /** Whether a redirect leads from a server on the outside to this machine, or to what its network tells machines. */
    static boolean leadsInside(@Nullable InetAddress from, InetAddress to) {
        return (isOfThisMachine(to) || to.isLinkLocalAddress())
                && (from == null || !(isOfThisMachine(from) || from.isLinkLocalAddress()));
    }

    private static boolean isOfThisMachine(InetAddress host) {
        try {
            return host.isLoopbackAddress()
                    || host.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(host) != null;
        } catch (SocketException e) {
            return true; // not known: refused
        }
    }

    /** By the registries of special-purpose addresses (RFC 6890); what embeds an IPv4 address is not. */
    static boolean isPublic(InetAddress host) {
        if (host.isLoopbackAddress()
                || host.isAnyLocalAddress()
                || host.isLinkLocalAddress()
                || host.isSiteLocalAddress()
                || host.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = host.getAddress();
        return host instanceof Inet6Address ? isPublicV6(bytes) : isPublicV4(bytes[0] & 0xff, bytes[1] & 0xff);
    }

    private static boolean isPublicV4(int first, int second) {
        return first != 0
                && first < 240
                && !(first == 100 && second >= 64 && second < 128) // carriers' NAT
                && !(first == 192 && second == 0) // protocol assignments, documentation
                && !(first == 198 && (second == 18 || second == 19)); // benchmarks
    }

    /** Global unicast is 2000::/3; of it, 2001::/23 and 2002::/16 are tunnels and special, and fc00::/7 is not in it. */
    private static boolean isPublicV6(byte[] bytes) {
        int first = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        boolean special = first == 0x2001 && (bytes[2] & 0xfe) == 0;
        return (first & 0xe000) == 0x2000 && !special && first != 0x2002;
    }
}
