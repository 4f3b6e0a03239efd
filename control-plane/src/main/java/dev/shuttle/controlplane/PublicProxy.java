package dev.shuttle.controlplane;

import dev.shuttle.controlplane.certificates.CertificateTable;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.proxy.HttpsPolicy;
import dev.shuttle.proxy.Listeners;
import dev.shuttle.proxy.Proxy;
import dev.shuttle.proxy.ProxySettings;
import dev.shuttle.proxy.RoutingTable;
import dev.shuttle.proxy.certificates.CertificateFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy with what it serves by. It may listen before the rest of the control plane, and after it. For one thread. */
final class PublicProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublicProxy.class);

    private final Settings.Edge edge;
    private final RoutingTable routes;
    private final TrafficMetrics traffic;
    private final CertificateTable certificates;
    private final Proxy proxy;
    private InetSocketAddress address = new InetSocketAddress(0);
    private Addresses ours;
    private boolean listens;

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

    /** That of clear text, with its real port. */
    InetSocketAddress address() {
        return address;
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
