package dev.shuttle.controlplane;

import dev.shuttle.controlplane.backup.ScheduledBackups.Schedule;
import dev.shuttle.controlplane.certificates.AcmeSettings;
import dev.shuttle.controlplane.egress.EgressProxy;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.mavenproxy.MavenSettings;
import dev.shuttle.controlplane.project.PublicUrl;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.controlplane.telemetry.OtlpSettings;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import dev.shuttle.resources.postgres.PostgresUrl;
import dev.shuttle.resources.redis.RedisUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a control plane, grouped by what they are for. Read by {@link SettingsReader}, and valid. */
public record Settings(
        Path home,
        Listener api,
        Edge edge,
        Keys keys,
        Stores stores,
        Builds builds,
        Archives archives,
        Services services,
        Deployments deployments,
        Notices notices,
        Logs logs,
        @Nullable OtlpSettings otlp,
        @Nullable EgressProxy egressProxy,
        @Nullable Schedule backups) {

    /** Port 0 is any free one. */
    public record Listener(String host, int port) {}

    /**
     * The public reverse proxy. {@code url} is that of another one before it; null: there is none. Without {@code tls} and
     * {@code acme} it speaks clear text only, else TLS at {@code tlsPort}, of which 0 is any free one; {@code trusted} may
     * stand before it; a service may be silent for {@code silence} before it answers.
     */
    public record Edge(
            Listener listener,
            List<Tls> tls,
            @Nullable AcmeSettings acme,
            int tlsPort,
            Https https,
            String domain,
            @Nullable PublicUrl url,
            TrustedProxies trusted,
            Duration silence) {}

    /** Whether clear text is redirected to TLS, where there is TLS; and how long browsers ask over nothing else, or null. */
    public record Https(boolean redirect, @Nullable Duration hsts) {}

    /** The domain of a control plane that serves its own machine. */
    static final String LOCAL = "localhost";

    /** Two PEM files: the certificate with its intermediates, and its private key. */
    public record Tls(Path certificate, Path key) {}

    /** Null: one is generated. */
    public record Keys(@Nullable String administrator, @Nullable String master) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /**
     * The store's JDBC URL, the home that accepts whatever store is there, and the operator's servers for services. Null:
     * H2 in the home, none, the bundled servers.
     */
    public record Stores(
            @Nullable String databaseUrl,
            @Nullable String acceptedBy,
            @Nullable PostgresUrl postgres,
            @Nullable RedisUrl redis) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** How many run at a time, how many builders are kept, how long a build may take, the JDKs beside our own, and the settings.xml as it was at the start. */
    public record Builds(int parallel, int resident, Duration timeout, List<Jdk> jdks, MavenSettings maven) {}

    /** Bounds in bytes, and in files and directories. */
    public record Archives(long maxUpload, long maxUnpacked, int maxEntries) {}

    /** {@code embedded}: in the control plane's own process. The limits are those of a host and of a build. */
    public record Services(boolean embedded, Sandbox.Limits memory) {}

    /**
     * How long a start and the last requests to an old version may take, and it stands by; releases that are kept; see
     * {@link Setting#PROJECT_DISK}, in bytes, and {@link Setting#CLEAN_UP_LIMIT}.
     */
    public record Deployments(
            Duration startTimeout,
            Duration drainTimeout,
            Duration standbyTime,
            int keepReleases,
            long projectDisk,
            int cleanUpLimit) {}

    /** How long lines are kept, zero for as long as their deployment is; and where they are sent, or null. */
    public record Logs(Duration kept, @Nullable URI drain) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** Where notices of the server are posted, and by which secret they are signed. Null: nowhere, not at all. */
    public record Notices(@Nullable URI url, @Nullable String secret) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** The settings cannot be used; says everything that is wrong with them. */
    public static final class InvalidSettingsException extends Exception {
        private static final long serialVersionUID = 1L;

        public InvalidSettingsException(List<String> faults) {
            super(String.join("\n", faults));
        }
    }
}
