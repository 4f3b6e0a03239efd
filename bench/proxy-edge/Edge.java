import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.os.UnixSocket;
import dev.shuttle.proxy.Proxy;
import dev.shuttle.proxy.ProxySettings;
import dev.shuttle.proxy.Route;
import dev.shuttle.proxy.RoutingTable;
import dev.shuttle.proxy.Upstream;
import dev.shuttle.proxy.certificates.CertificateFiles;
import dev.shuttle.proxy.certificates.HostCertificates;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** Shuttle's proxy by itself, with metrics and time limits on, before an upstream that is not one of Shuttle's: at a port, or at a Unix socket. */
final class Edge {
    public static void main(String[] args) throws Exception {
        int upstream = Integer.parseInt(args[0]);
        int port = Integer.parseInt(args[1]);
        int secure = Integer.parseInt(args[2]);
        int routes = Integer.parseInt(args[5]);
        RoutingTable table = new RoutingTable();
        for (int i = 0; i < routes; i++) {
            table.put("p" + i + ".bench", new Route.Serving(
                    new Upstream("d" + i, new InetSocketAddress("127.0.0.1", upstream))));
        }
        UnixSocket socket = new UnixSocket(Path.of(args[6]), OptionalInt.of(Integer.parseInt(args[7])));
        table.put("unix.bench", new Route.Serving(new Upstream("unix", new InetSocketAddress("127.0.0.1", 1),
                new Upstream.Options(null, Map.of(), line -> {}, socket))));
        TrafficMetrics metrics = new TrafficMetrics(table);
        metrics.countBelow(new Addresses("bench", false, 80));
        ProxySettings usual = ProxySettings.on("127.0.0.1", port);
        ProxySettings settings = new ProxySettings("127.0.0.1", port,
                new ProxySettings.Limits(20_000, 1_000, 8 * 1024, 32 * 1024), usual.timeouts());
        Proxy proxy = new Proxy(settings, table, metrics,
                HostCertificates.of(CertificateFiles.of(Path.of(args[3]), Path.of(args[4]))));
        proxy.start();
        proxy.startSecure(secure);
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
