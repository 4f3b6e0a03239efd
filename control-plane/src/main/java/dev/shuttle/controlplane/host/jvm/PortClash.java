package dev.shuttle.controlplane.host.jvm;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A start that failed since a port was in use: which one it was, and who holds it, as far as the service's words and the
 * machine tell. Made before the failed host is ended.
 */
final class PortClash {
    private static final Pattern WORDS = Pattern.compile(
            "Address already in use|BindException|[Pp]ort \\S{1,60} (?:was|is) already in use|EADDRINUSE|Failed to bind to"
                    + "|Failed to start listener");

    /** A number behind a colon or the word port, as in {@code 0.0.0.0:8080}. */
    private static final Pattern NUMBER = Pattern.compile("(?:[Pp]ort[^0-9\\n]{0,12}|:)([0-9]{2,5})\\b");

    private static final String REMEDY =
            " Let the service listen on its given port only, and open further ports as port 0";

    private final DedicatedService host;
    private final Collection<DedicatedService> others;
    private final String text;
    private final Set<Integer> listening = new TreeSet<>(ListeningPorts.all());

    private PortClash(DedicatedService host, Collection<DedicatedService> others, String text) {
        this.host = host;
        this.others = others;
        this.text = text;
        List<Integer> own = host.jvm().process().listeningPorts();
        own.forEach(listening::remove);
    }

    /**
     * The clash, if the failure was one.
     *
     * @param host the one that failed
     * @param others those that run, of all projects
     * @param message of the failure
     */
    static Optional<PortClash> of(DedicatedService host, Collection<DedicatedService> others, String message) {
        String text = message + "\n"
                + OutputEnd.of(host.jvm().directory().output("err")) + "\n"
                + OutputEnd.of(host.jvm().directory().output("out"));
        return WORDS.matcher(text).find() ? Optional.of(new PortClash(host, others, text)) : Optional.empty();
    }

    /** Whether another process took the port that the service was given. */
    boolean isOfGivenPort() {
        Set<Integer> named = named();
        return named.isEmpty() ? listening.contains(host.givenPort()) : named.contains(host.givenPort());
    }

    /** Whether another version of the project holds the port, so the service could have it once that has ended. */
    boolean isWithVersionBefore() {
        return ports().stream().findFirst().map(this::holder).stream().anyMatch(this::isVersionBefore);
    }

    /** Whether that version serves at the port, so the service cannot come up beside it in any case. */
    boolean isOfServingPort() {
        return ports().stream().anyMatch(port -> others.stream()
                .anyMatch(each ->
                        isVersionBefore(each) && each.address().getPort() == port && each.servesAtItsOwnPort()));
    }

    private boolean isVersionBefore(DedicatedService other) {
        return other != host && other.project().equals(host.project());
    }

    /** A sentence that names the port and its holder, and says what to do. */
    String told() {
        Set<Integer> ports = ports();
        if (ports.isEmpty()) {
            return "A port that the service opens besides its given one is in use on the server." + REMEDY + ".";
        }
        int first = ports.iterator().next();
        DedicatedService holder = holder(first);
        String which = ports.size() == 1
                ? "The port " + first + ", which the service opens itself, is"
                : "One of the ports " + ports.stream().map(String::valueOf).collect(Collectors.joining(", "))
                        + ", which the service opens itself, is";
        return which + " in use by " + told(holder) + ".";
    }

    private String told(@Nullable DedicatedService holder) {
        if (holder == null) {
            return "another process on the server." + REMEDY;
        }
        return isVersionBefore(holder)
                ? "the version of this project that still runs (deployment " + holder.deployment() + ")." + REMEDY
                : "the service of another project." + REMEDY;
    }

    private Set<Integer> ports() {
        Set<Integer> named = named();
        return named.isEmpty() ? ofVersionsBefore() : named;
    }

    /** The ports that the service's own words name, of those on which something else listens. */
    private Set<Integer> named() {
        Set<Integer> named = new LinkedHashSet<>();
        text.lines().filter(line -> WORDS.matcher(line).find()).forEach(line -> {
            Matcher numbers = NUMBER.matcher(line);
            while (numbers.find()) {
                int port = Integer.parseInt(numbers.group(1));
                if (listening.contains(port)) {
                    named.add(port);
                }
            }
        });
        return named;
    }

    /** Those that the other versions of the project opened besides their given ones: the new one would open them too. */
    private Set<Integer> ofVersionsBefore() {
        Set<Integer> ports = new TreeSet<>();
        others.stream().filter(this::isVersionBefore).forEach(each -> each.jvm().process().listeningPorts().stream()
                .filter(port -> port != each.givenPort())
                .forEach(ports::add));
        return ports;
    }

    private @Nullable DedicatedService holder(int port) {
        return others.stream()
                .filter(each ->
                        each != host && each.jvm().process().listeningPorts().contains(port))
                .findFirst()
                .orElse(null);
    }
}
