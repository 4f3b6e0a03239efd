package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.os.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** On which TCP ports processes listen, by {@code /proc}, see proc(5). Elsewhere than on Linux: none known. */
final class ListeningPorts {
    private static final String LISTEN = "0A";

    private ListeningPorts() {}

    /** On which any process of this machine listens. */
    static Set<Integer> all() {
        return Set.copyOf(byInode().values());
    }

    private static Map<Long, Integer> byInode() {
        Map<Long, Integer> portsByInode = new HashMap<>();
        read(Path.of("/proc/net/tcp"), portsByInode);
        read(Path.of("/proc/net/tcp6"), portsByInode);
        return portsByInode;
    }

    static List<Integer> of(List<Long> pids) {
        Map<Long, Integer> portsByInode = byInode();
        Set<Integer> ports = new TreeSet<>();
        for (long pid : pids) {
            addPorts(pid, portsByInode, ports);
        }
        return List.copyOf(ports);
    }

    private static void read(Path table, Map<Long, Integer> portsByInode) {
        try {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[3].equals(LISTEN)) {
                    int colon = fields[1].lastIndexOf(':');
                    portsByInode.put(Long.valueOf(fields[9]), Integer.parseInt(fields[1].substring(colon + 1), 16));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Not a machine that says it.
        }
    }

    private static void addPorts(long pid, Map<Long, Integer> portsByInode, Set<Integer> ports) {
        for (long inode : ProcFs.sockets(pid)) {
            Integer port = portsByInode.get(inode);
            if (Objects.nonNull(port)) {
                ports.add(port);
            }
        }
    }
}
