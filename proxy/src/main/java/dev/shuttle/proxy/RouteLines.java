package dev.shuttle.proxy;

import dev.shuttle.os.UnixSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A routing table as text, a line for each host that leads somewhere, with fields between tabs: for another process that serves
 * by it until it knows its own routes.
 */
public final class RouteLines {
    private static final Logger LOG = LoggerFactory.getLogger(RouteLines.class);

    private static final String ALIAS = "alias";
    private static final String SERVING = "serving";
    private static final String UNAVAILABLE = "unavailable";
    private static final String NO_LIMIT = "-";
    private static final String ANY = "-";

    private RouteLines() {}

    /**
     * Those of a table. Hosts on which requests wait are left out, and hosts with rules, which are not handed over: requests to
     * them wait in a table that is incomplete.
     *
     * @param table to be read, at any time
     * @param hosts which of the hosts are wanted
     * @return a line each
     */
    public static List<String> of(RoutingTable table, Predicate<String> hosts) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> each : table.hosts().entrySet()) {
            String host = each.getKey();
            if (!hosts.test(host)) {
                continue;
            }
            Optional<Route> route = table.find(host);
            boolean open = table.admission(host) == Admission.FREE; // others may ask for a password
            if (!host.equals(each.getValue())) {
                lines.add(String.join("\t", ALIAS, host, each.getValue()));
            } else if (open && route.orElse(null) instanceof Route.Serving serving) {
                lines.add(serving(host, serving.upstream()));
            } else if (open && route.orElse(null) instanceof Route.Unavailable unavailable) {
                lines.add(String.join(
                        "\t", UNAVAILABLE, host, unavailable.reason().name()));
            }
        }
        return lines;
    }

    private static String serving(String host, Upstream to) {
        Duration silence = to.options().silence();
        InetSocketAddress address = to.address();
        return String.join(
                        "\t",
                        SERVING,
                        host,
                        to.deployment(),
                        address.getAddress().getHostAddress(),
                        "" + address.getPort(),
                        silence == null ? NO_LIMIT : silence.toString())
                + socket(to.options().socket());
    }

    /** Two fields more, which versions before do not look at: they know the address alone. */
    private static String socket(@Nullable UnixSocket socket) {
        if (socket == null || socket.path().toString().matches("(?s).*[\t\n\r].*")) {
            return "";
        }
        return "\t" + socket.path() + "\t"
                + (socket.owner().isPresent() ? socket.owner().getAsInt() : ANY);
    }

    private static @Nullable UnixSocket socket(String[] fields) {
        if (fields.length < 8) {
            return null;
        }
        OptionalInt owner = fields[7].equals(ANY) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(fields[7]));
        return new UnixSocket(Path.of(fields[6]), owner);
    }

    /**
     * Puts them into a table.
     *
     * @param lines as {@link #of} has made them; what another version may say besides is left out
     * @param table to be changed
     * @return the routes to services that were put, by host
     */
    public static Map<String, Route.Serving> put(List<String> lines, RoutingTable table) {
        Map<String, Route.Serving> services = new LinkedHashMap<>();
        for (String line : lines) {
            try {
                put(line.split("\t", -1), table, services);
            } catch (RuntimeException | UnknownHostException e) {
                LOG.warn("A route of the control plane before could not be read ({}): {}", e.toString(), line);
            }
        }
        return services;
    }

    private static void put(String[] fields, RoutingTable table, Map<String, Route.Serving> services)
            throws UnknownHostException {
        String host = fields[1];
        switch (fields[0]) {
            case ALIAS -> table.alias(host, fields[2]);
            case UNAVAILABLE -> table.put(host, new Route.Unavailable(Route.Unavailable.Reason.valueOf(fields[2])));
            case SERVING -> {
                Duration silence = fields[5].equals(NO_LIMIT) ? null : Duration.parse(fields[5]);
                Upstream.Options options =
                        new Upstream.Options(silence, Map.of(), told -> LOG.warn("{}: {}", host, told), socket(fields));
                InetSocketAddress address =
                        new InetSocketAddress(InetAddress.getByName(fields[3]), Integer.parseInt(fields[4]));
                Route.Serving route = new Route.Serving(new Upstream(fields[2], address, options));
                services.put(host, route);
                table.put(host, route);
            }
            default -> LOG.warn("A route of an unknown kind is left out: {}", fields[0]);
        }
    }
}
