package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.os.ProcFs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** On which TCP ports processes listen, by {@code /proc}, see proc(5). Elsewhere than on Linux: none known. */
final class ListeningPorts {
    private static final String LISTEN = "0A";

    private ListeningPorts() {}

    /** On which any process of this machine listens. */
    static Set<Integer> all() {
        return byInode().values().stream().map(InetSocketAddress::getPort).collect(Collectors.toSet());
    }

    private static Map<Long, InetSocketAddress> byInode() {
        Map<Long, InetSocketAddress> byInode = new HashMap<>();
        read(Path.of("/proc/net/tcp"), byInode);
        read(Path.of("/proc/net/tcp6"), byInode);
        return byInode;
    }

    /** The addresses at which processes listen on a port. */
    static List<InetAddress> addresses(List<Long> pids, int port) {
        return listening(pids).stream()
                .filter(address -> address.getPort() == port)
                .map(InetSocketAddress::getAddress)
                .distinct()
                .toList();
    }

    static List<Integer> of(List<Long> pids) {
        return listening(pids).stream()
                .map(InetSocketAddress::getPort)
                .distinct()
                .sorted()
                .toList();
    }

    private static List<InetSocketAddress> listening(List<Long> pids) {
        Map<Long, InetSocketAddress> byInode = byInode();
        return pids.stream()
                .flatMap(pid -> ProcFs.sockets(pid).stream())
                .filter(byInode::containsKey)
                .map(byInode::get)
                .toList();
    }

    private static void read(Path table, Map<Long, InetSocketAddress> byInode) {
        try {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[3].equals(LISTEN)) {
                    int colon = fields[1].lastIndexOf(':');
                    byInode.put(
                            Long.valueOf(fields[9]),
                            new InetSocketAddress(
                                    address(fields[1].substring(0, colon)),
                                    Integer.parseInt(fields[1].substring(colon + 1), 16)));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // Not a machine that says it.
        }
    }

    /** Words of 32 bits, each as this machine keeps it. */
    private static InetAddress address(String hex) throws UnknownHostException {
        ByteBuffer address = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        IntBuffer words = address.duplicate().order(ByteOrder.nativeOrder()).asIntBuffer();
        for (int i = 0; words.hasRemaining(); i++) {
            address.putInt(4 * i, words.get());
        }
        return InetAddress.getByAddress(address.array());
    }
}
