package dev.shuttle.controlplane.mavenproxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.settings.Server;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** The repositories that the settings name, with a name for each and what its {@code <server>} says. */
final class Upstreams {

    private final Map<String, Server> servers;
    private final Map<String, UpstreamRepository> byName = new LinkedHashMap<>();

    Upstreams(Map<String, Server> servers) {
        this.servers = servers;
    }

    /** One that speaks HTTP; others (file:, an extension's own) are left to builds. */
    static boolean isHttp(@Nullable String url) {
        return url != null && url.strip().toLowerCase(Locale.ROOT).matches("https?://.+");
    }

    /**
     * Takes one in.
     *
     * @throws IllegalArgumentException if its address or its server's entry cannot be used
     */
    UpstreamRepository add(String id, String url) {
        URI address = address(id, url.strip());
        URI base = base(address);
        for (UpstreamRepository known : byName.values()) {
            if (known.id().equals(id) && known.base().equals(base)) {
                return known;
            }
        }
        UpstreamRepository upstream = new UpstreamRepository(freeName(id), id, base, headers(id, address));
        byName.put(upstream.name(), upstream);
        return upstream;
    }

    Optional<UpstreamRepository> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Collection<UpstreamRepository> all() {
        return byName.values();
    }

    private String freeName(String id) {
        String word = id.replaceAll("[^A-Za-z0-9_-]", "-");
        String name = word;
        for (int i = 2; byName.containsKey(name); i++) {
            name = word + "-" + i;
        }
        return name;
    }

    private static URI address(String id, String url) {
        URI address;
        try {
            address = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the address of the repository \"" + id + "\" is not a URL");
        }
        if (address.getHost() == null || address.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "the address of the repository \"" + id + "\" has no host, or has a query");
        }
        return address;
    }

    private static URI base(URI address) {
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return URI.create(
                address.getScheme() + "://" + address.getHost() + port + (path.endsWith("/") ? path : path + "/"));
    }

    private Map<String, String> headers(String id, URI address) {
        Map<String, String> headers = new HashMap<>();
        if (address.getUserInfo() != null) {
            headers.put("Authorization", basic(address.getUserInfo()));
        }
        Server server = servers.get(id);
        if (server != null) {
            if (server.getUsername() != null) {
                String password = server.getPassword() == null ? "" : server.getPassword();
                headers.put("Authorization", basic(filled(id, server.getUsername() + ":" + password)));
            }
            headers.putAll(httpHeaders(id, server));
        }
        return headers;
    }

    static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code <configuration><httpHeaders><property><name/><value/></property></httpHeaders></configuration>} */
    private static Map<String, String> httpHeaders(String id, Server server) {
        Map<String, String> headers = new HashMap<>();
        Xpp3Dom list = server.getConfiguration() instanceof Xpp3Dom configuration
                ? configuration.getChild("httpHeaders")
                : null;
        if (list != null) {
            for (Xpp3Dom property : list.getChildren("property")) {
                headers.put(text(id, property, "name"), text(id, property, "value"));
            }
        }
        return headers;
    }

    private static String text(String id, Xpp3Dom property, String child) {
        Xpp3Dom element = property.getChild(child);
        if (element == null || element.getValue() == null) {
            throw new IllegalArgumentException(
                    "a header in httpHeaders of the server \"" + id + "\" has no <" + child + ">");
        }
        return filled(id, element.getValue());
    }

    private static String filled(String id, String text) {
        if (text.contains("${env.")) {
            throw new IllegalArgumentException(
                    "the server \"" + id + "\" uses a ${env.NAME} that is not in the environment of the control plane");
        }
        return text;
    }
}
