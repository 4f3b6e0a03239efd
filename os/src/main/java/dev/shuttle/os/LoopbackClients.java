package dev.shuttle.os;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The connections to ports of 127.0.0.1, at their client's end, by {@code /proc/net/tcp} (see proc(5)); Linux only. */
public final class LoopbackClients {
    /** 127.0.0.1 as the kernel shows it on machines that are little-endian, in both families. */
    private static final List<String> SERVER = List.of("0100007F", "0000000000000000FFFF00000100007F");

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String TIME_WAIT = "06";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int UID = 7;
    private static final int INODE = 9;

    private LoopbackClients() {}

    /**
     * One connection.
     *
     * @param port of the server
     * @param uid of the client
     * @param inode of the client's socket
     */
    public record Client(int port, int uid, long inode) {}

    /** Those to one of these ports, whether they have been accepted or not. */
    public static List<Client> of(Set<Integer> ports) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (Path table : TABLES) {
            try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
                clients.addAll(in(lines, ports));
            } catch (NoSuchFileException e) {
                // A kernel without that family, or not Linux.
            }
        }
        return clients;
    }

    /** Each once: the kernel shows a table piece by piece, and rows again that have moved since the piece before. */
    static Collection<Client> in(BufferedReader table, Set<Integer> ports) throws IOException {
        Map<String, Client> clients = new LinkedHashMap<>();
        table.readLine(); // the names of the columns
        for (String line = table.readLine(); line != null; line = table.readLine()) {
            add(clients, line.strip().split("\\s+", -1), ports);
        }
        return clients.values();
    }

    private static void add(Map<String, Client> clients, String[] fields, Set<Integer> ports) {
        int colon = fields[REMOTE].indexOf(':');
        int port = Integer.parseInt(fields[REMOTE].substring(colon + 1), 16);
        if (ports.contains(port)
                && SERVER.contains(fields[REMOTE].substring(0, colon))
                && !fields[STATE].equals(TIME_WAIT)) {
            clients.put(
                    fields[LOCAL] + " " + fields[REMOTE],
                    new Client(port, Integer.parseInt(fields[UID]), Long.parseLong(fields[INODE])));
        }
    }

    /** The processes of that user that hold one of these sockets. */
    public static Set<Long> holders(int uid, Set<Long> inodes) {
        Set<Long> holders = new HashSet<>();
        for (long pid : ProcFs.pids()) {
            if (ProcFs.uid(pid) == uid && !Collections.disjoint(ProcFs.sockets(pid), inodes)) {
                holders.add(pid);
            }
        }
        return holders;
    }
}
