package dev.shuttle.controlplane.mavenproxy;

import dev.shuttle.controlplane.egress.EgressProxy;
import dev.shuttle.controlplane.egress.Way;
import java.net.URI;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.repository.DefaultProxySelector;

/** The {@code <proxies>} of the settings, chosen as Maven chooses; HTTP proxies, with {@code nonProxyHosts}. */
final class ProxyChoice {

    private final DefaultProxySelector selector = new DefaultProxySelector();
    private final DefaultProxySelector withoutExceptions = new DefaultProxySelector();
    private final IdentityHashMap<Proxy, Way> ways = new IdentityHashMap<>();

    /** Throws an {@link IllegalArgumentException} that names the proxy which cannot be used. */
    ProxyChoice(List<org.apache.maven.settings.Proxy> proxies) {
        for (org.apache.maven.settings.Proxy each : proxies) {
            if (each.isActive()) {
                Proxy proxy = new Proxy(each.getProtocol(), each.getHost(), each.getPort());
                selector.add(proxy, each.getNonProxyHosts());
                withoutExceptions.add(proxy, "");
                ways.put(proxy, way(each));
            }
        }
    }

    private static Way way(org.apache.maven.settings.Proxy proxy) {
        try {
            return new Way(new EgressProxy(
                    EgressProxy.Kind.HTTP,
                    proxy.getHost() == null ? "" : proxy.getHost(),
                    proxy.getPort(),
                    proxy.getUsername(),
                    proxy.getPassword() == null ? "" : proxy.getPassword()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the proxy \"" + proxy.getId()
                    + "\" has no <host>, no valid <port>, or a user or password with characters that cannot be sent");
        }
    }

    /** Empty: no proxy of the settings is for such a URI. A host in {@code nonProxyHosts} is reached directly. */
    Optional<Way> way(URI uri) {
        RemoteRepository repository = new RemoteRepository.Builder("", "default", uri.toString()).build();
        Proxy chosen = selector.getProxy(repository);
        if (chosen == null) {
            return withoutExceptions.getProxy(repository) == null ? Optional.empty() : Optional.of(Way.DIRECT);
        }
        return Optional.ofNullable(ways.get(chosen));
    }
}
