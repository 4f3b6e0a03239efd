package dev.shuttle.proxy.forwarded;

import java.net.InetAddress;
import java.util.Optional;

/**
 * An address, or all addresses that begin like it.
 *
 * @param address the first one
 * @param prefix how many bits they have in common
 */
public record IpNetwork(InetAddress address, int prefix) {

    /** {@code 10.0.0.0/8}, {@code fd00::/8}, or one address; empty if it is none of these, or has bits behind its prefix. */
    public static Optional<IpNetwork> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddress.parse(text).map(address -> new IpNetwork(address, bits(address)));
        }
        String length = text.substring(slash + 1);
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= bits(address))
                .map(address -> new IpNetwork(address, Integer.parseInt(length)))
                .filter(IpNetwork::isFirst);
    }

    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (bit(ours, bit) != bit(theirs, bit)) {
                return false;
            }
        }
        return true;
    }

    private boolean isFirst() {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bits(address); bit++) {
            if (bit(bytes, bit) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * 8;
    }

    private static int bit(byte[] bytes, int index) {
        return (bytes[index / 8] >> (7 - index % 8)) & 1;
    }
}
