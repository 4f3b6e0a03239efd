package dev.shuttle.controlplane.mavenproxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.repository.DefaultProxySelector;

/** The {@code <proxies>} of the settings, chosen as Maven chooses; HTTP proxies, with {@code nonProxyHosts}. */
final class ProxyChoice extends ProxySelector {

    private final DefaultProxySelector selector = new DefaultProxySelector();
    private final IdentityHashMap<org.eclipse.aether.repository.Proxy, String> credentials = new IdentityHashMap<>();

    ProxyChoice(List<org.apache.maven.settings.Proxy> proxies) {
        for (org.apache.maven.settings.Proxy each : proxies) {
            if (each.isActive()) {
                var proxy = new org.eclipse.aether.repository.Proxy(each.getProtocol(), each.getHost(), each.getPort());
                selector.add(proxy, each.getNonProxyHosts());
                if (each.getUsername() != null) {
                    String password = each.getPassword() == null ? "" : each.getPassword();
                    credentials.put(proxy, Upstreams.basic(each.getUsername() + ":" + password));
                }
            }
        }
    }

    @Override
    public List<Proxy> select(URI uri) {
        var proxy = proxyFor(uri);
        return List.of(
                proxy == null
                        ? Proxy.NO_PROXY
                        : new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort())));
    }

    /** The credentials for the proxy of that address. */
    Optional<String> authorization(URI uri) {
        return Optional.ofNullable(proxyFor(uri)).map(credentials::get);
    }

    private org.eclipse.aether.repository.@org.jspecify.annotations.Nullable Proxy proxyFor(URI uri) {
        return selector.getProxy(new RemoteRepository.Builder("", "default", uri.toString()).build());
    }

    /** The fetch that failed says so. */
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {}
}
