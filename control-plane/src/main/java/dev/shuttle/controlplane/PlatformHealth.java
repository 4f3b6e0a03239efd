package dev.shuttle.controlplane;

import dev.shuttle.controlplane.backup.BackupRecord;
import dev.shuttle.controlplane.certificates.CertificateNotices;
import dev.shuttle.controlplane.certificates.CertificateState;
import dev.shuttle.controlplane.certificates.Certificates;
import dev.shuttle.controlplane.certificates.FileCertificate;
import dev.shuttle.controlplane.deployment.DiskNotices;
import dev.shuttle.controlplane.deployment.StartCleanUp;
import dev.shuttle.controlplane.log.LogDrain;
import dev.shuttle.controlplane.metrics.RunningProject;
import dev.shuttle.controlplane.telemetry.Telemetry;
import dev.shuttle.os.TextFile;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.PlatformStatus;
import dev.shuttle.protocol.PlatformStatus.BackupStatus;
import dev.shuttle.protocol.PlatformStatus.HostCertificate;
import dev.shuttle.protocol.PlatformStatus.LogDrainStatus;
import dev.shuttle.protocol.PlatformStatus.Space;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the server itself is: all that {@code doctor} finds in the home, and what only the running control plane knows. */
final class PlatformHealth {
    private static final int MOST_CERTIFICATES = 50;

    /** Notices of the server to its operator, in files of the home, see {@code doctor}. */
    private static final List<String> NOTICES = List.of(StartCleanUp.FILE, DiskNotices.FILE, CertificateNotices.FILE);

    private final Stored stored;
    private final Reports reports;
    private final Deploying deploying;
    private final PublicProxy edge;
    private final int builders;
    private final @Nullable Duration backups;
    private final Supplier<List<String>> troubles;
    private final Instant started = Instant.now();

    PlatformHealth(
            Settings settings,
            Stored stored,
            Reports reports,
            Deploying deploying,
            PublicProxy edge,
            Supplier<List<String>> troubles) {
        this.stored = stored;
        this.reports = reports;
        this.deploying = deploying;
        this.edge = edge;
        this.builders = settings.builds().parallel();
        this.backups = settings.backups() == null ? null : settings.backups().every();
        this.troubles = troubles;
    }

    PlatformStatus status() {
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException("The home cannot be read", e);
        }
    }

    private PlatformStatus read() throws IOException {
        Map<String, Long> deployments = deploying.engine().overview().counts().deployments();
        Map<String, RunningProject> running = deploying.engine().running();
        LogDrain drain = reports.drain();
        Telemetry telemetry = reports.telemetry();
        FileStore disk = Files.getFileStore(stored.root());
        Runtime jvm = Runtime.getRuntime();
        return new PlatformStatus(
                stored.carried().version(),
                started,
                running.size(),
                running.values().stream().filter(each -> each.process() != 0).count(),
                deployments.getOrDefault(DeploymentState.QUEUED.json(), 0L),
                deployments.getOrDefault(DeploymentState.BUILDING.json(), 0L),
                builders,
                new Space(disk.getUsableSpace(), disk.getTotalSpace()),
                new Space(jvm.maxMemory() - jvm.totalMemory() + jvm.freeMemory(), jvm.maxMemory()),
                certificates(),
                edge.certificates().fromFiles().stream().map(PlatformHealth::of).toList(),
                backup(),
                drain == null ? null : new LogDrainStatus(drain.sent(), drain.leftOut()),
                telemetry == null ? null : telemetry.status(),
                allTroubles());
    }

    /** Those that are ordered. */
    private List<HostCertificate> certificates() {
        Optional<Certificates> orders = deploying.orders();
        if (orders.isEmpty()) {
            return List.of();
        }
        List<HostCertificate> certificates = new ArrayList<>();
        for (String host : edge.routes().hosts().keySet()) {
            orders.get().state(host).map(state -> of(host, state)).ifPresent(certificates::add);
        }
        certificates.sort(Comparator.comparing((HostCertificate each) -> each.reason() == null)
                .thenComparing(each -> each.expiresAt() == null ? Instant.MIN : each.expiresAt()));
        return certificates.subList(0, Math.min(MOST_CERTIFICATES, certificates.size()));
    }

    private static HostCertificate of(String host, CertificateState state) {
        return new HostCertificate(host, state.expiresAt(), state.reason());
    }

    private static PlatformStatus.FileCertificate of(FileCertificate each) {
        return new PlatformStatus.FileCertificate(
                each.file().toString(),
                each.names(),
                each.issuer(),
                each.expiresAt(),
                each.trouble(Instant.now()).orElse(null));
    }

    private BackupStatus backup() throws IOException {
        BackupRecord record = new BackupRecord(stored.root());
        return new BackupStatus(
                record.last().orElse(null),
                backups == null ? null : backups.toString(),
                record.failure().orElse(null));
    }

    private List<String> allTroubles() throws IOException {
        List<String> all = new ArrayList<>(troubles.get());
        for (String notice : NOTICES) {
            try {
                TextFile.read(stored.root().resolve(notice))
                        .lines()
                        .filter(line -> !line.isBlank())
                        .forEach(all::add);
            } catch (NoSuchFileException e) {
                // All is well.
            }
        }
        return all;
    }
}
