package dev.shuttle.controlplane;

import dev.shuttle.controlplane.certificates.CertificateTable;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.proxy.HttpsPolicy;
import dev.shuttle.proxy.Listeners;
import dev.shuttle.proxy.Proxy;
import dev.shuttle.proxy.ProxySettings;
import dev.shuttle.proxy.RequestTracer;
import dev.shuttle.proxy.Route;
import dev.shuttle.proxy.RoutingTable;
import dev.shuttle.proxy.Upstream;
import dev.shuttle.proxy.certificates.CertificateFiles;
import dev.shuttle.proxy.forwarded.Clients;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy with what it serves by. It may listen before the rest of the control plane, and after it. For one thread. */
final class PublicProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublicProxy.class);

    /** Calls that wait for a service take up to its start timeout; it is not the operator's bound for services. */
    private static final Duration API_SILENCE = Duration.ofMinutes(5);

    /** Without an API, while another control plane takes over. */
    private static final Duration API_PAUSE = Duration.ofSeconds(30);

    private final Settings.Edge edge;
    private final RoutingTable routes;
    private final TrafficMetrics traffic;
    private final CertificateTable certificates;
    private final Proxy proxy;
    private InetSocketAddress address = new InetSocketAddress(0);
    private Addresses ours;
    private boolean listens;
    private Route.@Nullable Serving api;

    /** Reads the files of certificates. */
    PublicProxy(Settings settings, ConnectionShares shares) throws IOException {
        edge = settings.edge();
        routes = RoutingTable.incomplete(settings.deployments().startTimeout());
        traffic = new TrafficMetrics(routes);
        certificates = new CertificateTable(files(edge), edge.acme() != null);
        ProxySettings listening = ProxySettings.on(
                        edge.listener().host(), edge.listener().port(), shares.proxy())
                .trusting(edge.trusted())
                .patientFor(edge.silence());
        proxy = new Proxy(listening, routes, traffic, certificates);
        ours = new Addresses(edge.domain(), false, edge.listener().port());
    }

    /** Does nothing if it listens already. */
    void listen(Listeners inherited) throws IOException {
        if (listens) {
            return;
        }
        proxy.inherit(inherited);
        address = proxy.start();
        listens = true;
        ours = secured();
        Settings.Https https = edge.https();
        proxy.follow(
                new HttpsPolicy(https.redirect() && ours.secure() ? addresses().port() : 0, https.hsts()));
        routes.below(addresses().own(), addresses().domain());
        traffic.countBelow(addresses());
    }

    private Addresses secured() throws IOException {
        if (edge.tls().isEmpty() && edge.acme() == null) {
            return new Addresses(edge.domain(), false, address.getPort());
        }
        int port = proxy.startSecure(edge.tlsPort()).getPort();
        LOG.info(
                "TLS at port {} with {}",
                port,
                edge.acme() == null
                        ? "certificates from files"
                        : "certificates of " + edge.acme().directory().getHost());
        return new Addresses(edge.domain(), true, port);
    }

    private static List<CertificateFiles> files(Settings.Edge edge) throws IOException {
        List<CertificateFiles> files = new ArrayList<>();
        for (Settings.Tls each : edge.tls()) {
            files.add(CertificateFiles.of(each.certificate(), each.key()));
        }
        return files;
    }

    /** API and console: in clear on this machine only; with a public domain over TLS. */
    void routeApi(InetSocketAddress address, Clients clients) {
        Upstream.Options options = new Upstream.Options(
                API_SILENCE, Map.of(Clients.HEADER, clients.word()), line -> LOG.warn("The API: {}", line));
        api = new Route.Serving(new Upstream("api", address, options));
        resumeApi();
    }

    /** Calls of the API on the connections that are here yet wait for the other control plane's. */
    void holdApi() {
        apiHosts().forEach(host -> routes.put(host, new Route.Waiting(API_PAUSE)));
    }

    /** It is to be had again at its address, if only from the other control plane. */
    void resumeApi() {
        Route.Serving clear = Objects.requireNonNull(api);
        for (String host : apiHosts()) {
            boolean local = host.substring(host.indexOf('.') + 1).equals(Settings.LOCAL);
            routes.put(host, local ? clear : new Route.Secured(clear));
        }
    }

    boolean isApi(String host) {
        return apiHosts().contains(host);
    }

    private Set<String> apiHosts() {
        Set<String> hosts = new TreeSet<>();
        for (String domain : List.of(addresses().domain(), addresses().own())) {
            hosts.add("api." + domain);
            hosts.add("console." + domain);
        }
        return hosts;
    }

    /** That of clear text, with its real port. */
    InetSocketAddress address() {
        return address;
    }

    /** Records requests from now on; null: none. */
    void trace(@Nullable RequestTracer recording) {
        proxy.trace(recording);
    }

    /** As we listen. */
    Addresses ours() {
        return ours;
    }

    /** As the public reaches us. */
    Addresses addresses() {
        return edge.url() == null ? ours : new Addresses(edge.url(), edge.domain());
    }

    RoutingTable routes() {
        return routes;
    }

    TrafficMetrics traffic() {
        return traffic;
    }

    CertificateTable certificates() {
        return certificates;
    }

    Proxy proxy() {
        return proxy;
    }

    @Override
    public void close() {
        proxy.close();
    }
}
