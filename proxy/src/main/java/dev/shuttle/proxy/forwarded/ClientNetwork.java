package dev.shuttle.proxy.forwarded;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The network that counts as one client where no key tells it: an IPv4 address; of IPv6 the 64 bits within which a
 * client chooses its addresses by itself (RFC 4291, RFC 8981); all of this machine's loopback.
 */
public final class ClientNetwork {
    private static final int PREFIX_BYTES = 8;

    private ClientNetwork() {}

    /** The network of an address in its textual form; a text that is none is its own. */
    public static String of(String address) {
        if (address.startsWith("127.")) {
            return "127.0.0.1";
        }
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // With a colon in it, a text is not looked up as a name.
            InetAddress parsed = InetAddress.getAllByName(address)[0];
            if (parsed.isLoopbackAddress()) {
                return "127.0.0.1";
            }
            return parsed instanceof Inet6Address ? prefix(parsed) + "/64" : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private static String prefix(InetAddress address) throws UnknownHostException {
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
        return InetAddress.getByAddress(bytes).getHostAddress();
    }
}
