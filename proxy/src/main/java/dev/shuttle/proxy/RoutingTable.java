package dev.shuttle.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which host leads where: an immutable map in one volatile field. Readers take no lock and see each change whole or not
 * at all. Thread-safe.
 */
public final class RoutingTable {
    private volatile Map<String, Route> routes = Map.of();
    private volatile Map<String, String> aliases = Map.of();
    private volatile Map<String, Admission> admissions = Map.of();
    private volatile Below below = new Below("", "");
    private final Map<String, List<Runnable>> waiting = new HashMap<>(); // by the host asked for; guarded by itself
    private volatile @Nullable Route unknown;
    private volatile Runnable hostsChanged = () -> {};

    /** A table in which a host without a route is unknown. */
    public RoutingTable() {}

    /**
     * One that is being filled, as a control plane starts: a host without a route may yet get one, and requests to it
     * wait until it does, or until {@link #complete()}.
     *
     * @param atMost how long a request waits
     * @return a table without routes
     */
    public static RoutingTable incomplete(Duration atMost) {
        RoutingTable table = new RoutingTable();
        table.unknown = new Route.Waiting(atMost);
        return table;
    }

    /**
     * The route of a host now.
     *
     * @param host a host name without port, in any case
     * @return its route, or empty if the host has none
     */
    public Optional<Route> find(String host) {
        return Optional.ofNullable(route(meant(host)));
    }

    /**
     * Treats requests to a host, and to all its other names, by rules from now on; those in work go on by the former.
     *
     * @param host under which a route is put, or will be
     * @param rules {@link HostRules#NONE} takes them away
     */
    public void rule(String host, HostRules rules) {
        synchronized (waiting) {
            Map<String, Admission> next = new HashMap<>(admissions);
            if (rules.equals(HostRules.NONE)) {
                next.remove(key(host));
            } else {
                next.put(key(host), new Admission(rules));
            }
            admissions = Map.copyOf(next);
        }
    }

    /** The rules of a host now. */
    Admission admission(String host) {
        Map<String, Admission> all = admissions;
        return all.isEmpty() ? Admission.FREE : all.getOrDefault(meant(host), Admission.FREE);
    }

    /** The name under which the route of a host was put; null if it has none. */
    @Nullable
    String routedName(String host) {
        String name = meant(host);
        return routes.containsKey(name) ? name : null;
    }

    /**
     * Requests that have not ended.
     *
     * @param host under which a route was put
     * @return those that its upstream has; 0 if it has none
     */
    public int inFlight(String host) {
        Route route = routes.get(key(host));
        Route inner = route instanceof Route.Secured secured ? secured.serving() : route;
        return inner instanceof Route.Serving serving ? serving.upstream().inFlight() : 0;
    }

    /**
     * Requests that wait for an upstream.
     *
     * @param host under which a route was put
     * @return their number, whatever name they asked for
     */
    public int waiting(String host) {
        String key = key(host);
        synchronized (waiting) {
            return waiting.entrySet().stream()
                    .filter(entry -> meant(entry.getKey()).equals(key))
                    .mapToInt(entry -> entry.getValue().size())
                    .sum();
        }
    }

    /**
     * Leads a host to a new route with one atomic write, then wakes the requests that wait on that host.
     *
     * @param host a host name without port
     * @param route where it leads from now on
     */
    public void put(String host, Route route) {
        change(key(host), route);
    }

    /**
     * Forgets a host; the requests that wait on it are answered with 404. Unknown hosts are ignored.
     *
     * @param host a host name without port
     */
    public void remove(String host) {
        change(key(host), null);
    }

    /**
     * Makes a host another name of one that has, or will have, a route; what happens to that one's route happens to it.
     *
     * @param host a host name without port, that has no route of its own
     * @param of the host that it stands for
     */
    public void alias(String host, String of) {
        changeAlias(key(host), key(of));
    }

    /**
     * Takes a host's other meaning away.
     *
     * @param host as it was given to {@link #alias}
     */
    public void unalias(String host) {
        changeAlias(key(host), null);
    }

    /**
     * Lets every host directly below a domain that has no route of its own stand for the one below another domain. To be
     * called before there are routes.
     *
     * @param domain such as {@code localhost}
     * @param other below which routes are put, such as {@code apps.example.com}
     */
    public void below(String domain, String other) {
        below = new Below(key(domain), key(other));
    }

    private void changeAlias(String host, @Nullable String of) {
        List<Runnable> woken;
        synchronized (waiting) {
            Map<String, String> next = new HashMap<>(aliases);
            if (of == null) {
                next.remove(host);
            } else {
                next.put(host, of);
            }
            aliases = Map.copyOf(next);
            woken = takeWaiting(host::equals);
        }
        woken.forEach(Runnable::run);
        hostsChanged.run();
    }

    /** All hosts that lead somewhere, each with the host whose route it is. */
    public Map<String, String> hosts() {
        Map<String, String> hosts = new TreeMap<>();
        routes.keySet().forEach(host -> hosts.put(host, host));
        hosts.putAll(aliases);
        return hosts;
    }

    /** Told, on the thread that changes it, that a host has come or gone. */
    public void onHosts(Runnable listener) {
        hostsChanged = listener;
    }

    /** Runs {@code wake} once, as soon as the route of {@code host} is no longer {@code seen}; now, if it is not. */
    void await(String host, Route seen, Runnable wake) {
        synchronized (waiting) {
            if (route(meant(host)) == seen) {
                waiting.computeIfAbsent(key(host), k -> new ArrayList<>()).add(wake);
                return;
            }
        }
        wake.run();
    }

    /** Gives up waiting. */
    void forget(String host, Runnable wake) {
        synchronized (waiting) {
            waiting.computeIfPresent(key(host), (k, wakes) -> {
                wakes.remove(wake);
                return wakes.isEmpty() ? null : wakes;
            });
        }
    }

    private @Nullable Route route(String key) {
        Route known = routes.get(key);
        return known == null ? unknown : known;
    }

    /** From now on, a host without a route is unknown; requests that wait on such a host are answered with 404. */
    public void complete() {
        List<Runnable> woken;
        synchronized (waiting) {
            unknown = null;
            woken = takeWaiting(host -> !routes.containsKey(meant(host)));
        }
        woken.forEach(Runnable::run);
    }

    private void change(String host, @Nullable Route route) {
        List<Runnable> woken;
        boolean same;
        synchronized (waiting) {
            Map<String, Route> next = new HashMap<>(routes);
            if (route == null) {
                next.remove(host);
            } else {
                next.put(host, route);
            }
            same = next.size() == routes.size();
            routes = Map.copyOf(next);
            woken = takeWaiting(waited -> meant(waited).equals(host));
        }
        woken.forEach(Runnable::run);
        if (!same) {
            hostsChanged.run();
        }
    }

    private List<Runnable> takeWaiting(Predicate<String> host) {
        List<Runnable> taken = new ArrayList<>();
        waiting.entrySet().removeIf(entry -> host.test(entry.getKey()) && taken.addAll(entry.getValue()));
        return taken;
    }

    private String meant(String host) {
        String key = key(host);
        String alias = aliases.get(key);
        return alias != null ? alias : routes.containsKey(key) ? key : below.meant(key);
    }

    /** Names of one label below a domain stand for those below another. */
    private record Below(String domain, String other) {
        String meant(String host) {
            int dot = host.indexOf('.');
            return dot > 0 && host.substring(dot + 1).equals(domain) ? host.substring(0, dot + 1) + other : host;
        }
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
