package dev.shuttle.proxy.forwarded;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The proxies before ours. What one of them says is believed, up to the first address that is none of them. */
public record TrustedProxies(List<IpNetwork> networks) {
    /** Everybody speaks for himself only. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    /** More would be a header that somebody made up. */
    private static final int LONGEST_CHAIN = 32;

    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    public boolean trust(InetAddress peer) {
        for (IpNetwork network : networks) {
            if (network.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The addresses from the client to the peer of the connection.
     *
     * @param peer the other end of the connection
     * @param told what it says about those before it, the nearest last
     * @return at least one; the client first
     */
    public List<InetAddress> chain(InetAddress peer, List<String> told) {
        Deque<InetAddress> chain = new ArrayDeque<>();
        chain.addFirst(peer);
        for (int i = told.size() - 1; i >= 0 && trust(chain.getFirst()) && chain.size() < LONGEST_CHAIN; i--) {
            var before = IpAddress.parseNode(told.get(i));
            if (before.isEmpty()) {
                break;
            }
            chain.addFirst(before.get());
        }
        return new ArrayList<>(chain);
    }

    /** The members of a list that may be spread over several headers, such as X-Forwarded-For. */
    public static List<String> members(List<String> headers) {
        List<String> members = new ArrayList<>();
        for (String header : headers) {
            for (String member : header.split(",", -1)) {
                if (!member.isBlank()) {
                    members.add(member.strip());
                }
            }
        }
        return members;
    }
}
