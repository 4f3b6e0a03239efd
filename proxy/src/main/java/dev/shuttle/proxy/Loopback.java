package dev.shuttle.proxy;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The loopback addresses of this machine: that of IPv4, and that of IPv6 if there is one. */
final class Loopback {
    private static final String V4 = "127.0.0.1";
    private static final String V6 = "::1";

    private Loopback() {}

    static List<String> all() {
        List<String> all = new ArrayList<>(List.of(V4));
        try {
            if (NetworkInterface.getByInetAddress(InetAddress.getAllByName(V6)[0]) != null) {
                all.add(V6);
            }
        } catch (SocketException | UnknownHostException e) {
            return all; // without IPv6
        }
        return all;
    }
}
