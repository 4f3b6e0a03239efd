package dev.shuttle.proxy.forwarded;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IP addresses as text. Names are never looked up. */
public final class IpAddress {
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile("(" + BYTE + "\\.){3}" + BYTE);
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern SCOPE = Pattern.compile("%[0-9A-Za-z_.-]+$");
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\[\\]]*)](:[0-9]{1,5})?");
    private static final Pattern WITH_PORT = Pattern.compile("([0-9.]+):[0-9]{1,5}");
    private static final int GROUPS = 8;

    private IpAddress() {}

    /** An address without a port, and without a scope. */
    public static Optional<InetAddress> parse(String text) {
        boolean six = text.indexOf(':') >= 0 && V6.matcher(text).matches();
        if (!six && !V4.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** As proxies and servers write it: in brackets perhaps, with a port or a scope behind it perhaps. */
    public static Optional<InetAddress> parseNode(String text) {
        String node = text.strip();
        Matcher bracketed = BRACKETS.matcher(node);
        Matcher withPort = WITH_PORT.matcher(node);
        if (bracketed.matches()) {
            node = bracketed.group(1);
        } else if (withPort.matches()) {
            node = withPort.group(1);
        }
        return parse(SCOPE.matcher(node).replaceFirst(""));
    }

    /** In the short form of RFC 5952, without a scope. */
    public static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return String.valueOf(address.getHostAddress());
        }
        int[] groups = groups(address.getAddress());
        int start = 0;
        int length = 1; // a single group of zeros is not shortened
        for (int from = 0; from < GROUPS; from++) {
            int to = from;
            while (to < GROUPS && groups[to] == 0) {
                to++;
            }
            if (to - from > length) {
                start = from;
                length = to - from;
            }
        }
        return length == 1
                ? join(groups, 0, GROUPS)
                : join(groups, 0, start) + "::" + join(groups, start + length, GROUPS);
    }

    private static int[] groups(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        return groups;
    }

    private static String join(int[] groups, int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
