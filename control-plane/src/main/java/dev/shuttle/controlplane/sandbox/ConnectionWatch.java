package dev.shuttle.controlplane.sandbox;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.LoopbackClients;
import dev.shuttle.os.LoopbackClients.Client;
import dev.shuttle.os.ProcFs;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what one user may hold of a server that all services share, before they log in too: who has so many connections
 * that others would soon find none is ended, with all of them. PostgreSQL itself counts only those that have logged in.
 * Thread-safe.
 */
final class ConnectionWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);

    private static final Duration EVERY = Duration.ofMillis(500);

    /** For as long as the end of a service is that of its connections. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private final IntPredicate confined;
    private final int group;
    private final Map<Integer, Bound> bounds = new ConcurrentHashMap<>();
    private final Map<Integer, Ended> ended = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService looking;

    /**
     * How many connections users may have to a server.
     *
     * @param each of one user; with more it is ended
     * @param together of all users but the owner; with more, those that have most are ended until the others fit
     * @param modest of one user that is never ended for the sake of the others
     */
    record Places(int each, int together, int modest) {}

    private record Bound(String server, Places places, int owner) {}

    private record Ended(String reason, long at) {}

    /** Ends processes only of users for which that is true, and only those of our home, which have its group. */
    ConnectionWatch(IntPredicate confined, int group) {
        this.confined = confined;
        this.group = group;
    }

    /** From now on, users but the owner have no more connections to that port of the loopback for longer than a moment. */
    synchronized void bound(String server, int port, Places places, int owner) {
        bounds.values().removeIf(bound -> bound.server().equals(server)); // it had another port
        bounds.put(port, new Bound(server, places, owner));
        if (looking == null) {
            looking = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("connection-watch"));
            var unused = looking.scheduleWithFixedDelay(
                    this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Why processes of that user were ended a moment ago, and not before {@link System#nanoTime} was {@code since}, to be read
     * after "The service"; empty if they were not.
     */
    Optional<String> reason(int uid, long since) {
        return Optional.ofNullable(ended.get(uid))
                .filter(end -> end.at() - since > 0 && System.nanoTime() - end.at() < REMEMBERED.toNanos())
                .map(Ended::reason);
    }

    private void look() {
        try {
            Map<Integer, Map<Integer, List<Client>>> clients = LoopbackClients.of(bounds.keySet()).stream()
                    .filter(client -> confined.test(client.uid()))
                    .collect(Collectors.groupingBy(Client::port, Collectors.groupingBy(Client::uid)));
            clients.forEach((port, users) -> {
                @Nullable Bound bound = bounds.get(port);
                if (bound != null) {
                    users.remove(bound.owner());
                    hold(bound, users);
                }
            });
        } catch (IOException | RuntimeException e) {
            LOG.warn("The connections to the servers of {} cannot be counted", bounds.values(), e);
        }
    }

    private void hold(Bound bound, Map<Integer, List<Client>> users) {
        Places places = bound.places();
        int all = users.values().stream().mapToInt(List::size).sum();
        for (int uid : byConnections(users)) {
            int held = users.getOrDefault(uid, List.of()).size();
            if (held > places.each()) {
                String why = "more than " + places.each() + " of one service would leave none for the others";
                all -= end(bound, uid, users, why);
            } else if (all > places.together() && held > places.modest()) {
                all -= end(bound, uid, users, "all services together had " + all + ", and it had the most");
            } else {
                return;
            }
        }
    }

    /** The one with the most first. */
    private static List<Integer> byConnections(Map<Integer, List<Client>> users) {
        Comparator<Map.Entry<Integer, List<Client>>> held =
                Comparator.comparingInt(user -> user.getValue().size());
        return users.entrySet().stream()
                .sorted(held.reversed())
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * How many connections that ends; also where no process of ours holds them. Such a user counts as ended, since ending
     * the next one instead would take a modest one for the sake of the greediest.
     */
    private int end(Bound bound, int uid, Map<Integer, List<Client>> users, String why) {
        List<Client> held = users.getOrDefault(uid, List.of());
        Set<Long> sockets = held.stream().map(Client::inode).collect(Collectors.toSet());
        Set<Long> holders = LoopbackClients.holders(uid, sockets).stream()
                .filter(pid -> ProcFs.groups(pid).contains(group))
                .collect(Collectors.toSet());
        if (holders.isEmpty()) {
            return held.size(); // they have just ended, or are another home's
        }
        String reason = "had " + held.size() + " connections to " + bound.server() + " open and was ended: " + why;
        ended.put(uid, new Ended(reason, System.nanoTime()));
        LOG.warn("The user {} {}; processes {}", uid, reason, holders);
        holders.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        return held.size();
    }

    @Override
    public synchronized void close() {
        if (looking != null) {
            looking.shutdownNow();
        }
    }
}
