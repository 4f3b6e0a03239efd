package dev.shuttle.controlplane;

import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.controlplane.certificates.CertificateTable;
import dev.shuttle.controlplane.database.StoreOfHome;
import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.LogDrain;
import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.telemetry.Telemetry;
import dev.shuttle.os.AgeClock;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what happens.
 *
 * @param egress by which all that leaves the server goes
 * @param telemetry traces and metrics for a collector; null without one
 * @param drain the logs' copies for a receiver; null without one
 * @param logs of deployments
 * @param metrics of projects, kept
 * @param audit who did what
 * @param store its file in the home, which must stay
 */
record Reports(
        Egress egress,
        @Nullable Telemetry telemetry,
        @Nullable LogDrain drain,
        DeploymentLogs logs,
        MetricsHistory metrics,
        AuditLog audit,
        OpenedStoreFile store) {
    /** Receivers of notices answer at once, or the notice is sent again. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    static Reports open(Settings settings, Stored stored, PublicProxy edge, Owned owned) throws IOException {
        Egress egress = owned.add(new Egress(ANSWER, settings.egressProxy()));
        Telemetry telemetry = telemetry(settings, stored, edge, egress, owned);
        LogDrain drain = null;
        if (settings.logs().drain() != null) {
            drain = owned.add(new LogDrain(settings.logs().drain(), egress));
            drain.start();
        }
        AgeClock ages = new AgeClock(InstantSource.system(), System::nanoTime, AuditLog.newest(stored.database()));
        DeploymentLogs logs = owned.add(new DeploymentLogs(
                stored.home().folder("logs"), stored.masks(), settings.logs().kept(), ages, drain));
        MetricsHistory metrics = new MetricsHistory(stored.home().folder("metrics"), Clock.systemUTC());
        return new Reports(
                egress,
                telemetry,
                drain,
                logs,
                metrics,
                new AuditLog(stored.database(), ages),
                OpenedStoreFile.of(stored.root(), settings.stores().databaseUrl()));
    }

    private static @Nullable Telemetry telemetry(
            Settings settings, Stored stored, PublicProxy edge, Egress egress, Owned owned) throws IOException {
        if (settings.otlp() == null) {
            return null;
        }
        return owned.add(new Telemetry(
                settings.otlp(),
                new Telemetry.Parts(
                        egress,
                        host -> edge.addresses().projectAt(host),
                        stored.carried().version(),
                        StoreOfHome.nameOf(stored.root()))));
    }

    /** The things that an operator should look at, a sentence each. */
    List<String> troubles(Overview overview, CertificateTable certificates) {
        Instant now = Instant.now();
        Stream<String> ending = certificates.fromFiles().stream().flatMap(each -> each.trouble(now).stream());
        Stream<String> undelivered = drain == null ? Stream.of() : drain.trouble().stream();
        Stream<String> crashed = overview.crashed().stream()
                .map(deployment -> deployment.project() + " has crashed"
                        + (deployment.error() == null
                                ? ""
                                : ": "
                                        + deployment
                                                .error()
                                                .message()
                                                .lines()
                                                .findFirst()
                                                .orElse("")));
        Stream<String> unexported = telemetry == null ? Stream.of() : telemetry.troubles();
        return Stream.of(store.trouble().stream(), ending, undelivered, unexported, crashed)
                .flatMap(each -> each)
                .toList();
    }
}
