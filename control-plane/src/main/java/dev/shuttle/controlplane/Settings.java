package dev.shuttle.controlplane;

import dev.shuttle.controlplane.mavenproxy.MavenSettings;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.resources.postgres.PostgresUrl;
import dev.shuttle.resources.redis.RedisUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a control plane was told to be. Read by {@link SettingsReader}; valid once made.
 *
 * @param home where all state lies
 * @param apiHost the API's address
 * @param apiPort its port; 0 is any free one
 * @param proxyHost the proxy's address
 * @param proxyPort its port; 0 is any free one
 * @param tls by which the proxy speaks TLS too; null: it does not
 * @param domain projects answer at {@code <project>.<domain>}
 * @param apiKey the administrator's key; null: one is generated
 * @param masterKey encrypts secrets and passwords at rest; null: one is generated
 * @param databaseUrl the JDBC URL of the store; null: H2 under the home
 * @param postgresUrl the operator's PostgreSQL for services; null: embedded
 * @param redisUrl the operator's Redis for services; null: embedded
 * @param embedded services run in the control plane's own process
 * @param builders how many builds run at a time
 * @param mavenSettings settings.xml for builds, as read at the start
 * @param memory what a host and a build may take
 * @param maxUpload bytes of an archive
 * @param maxUnpacked bytes of what it holds
 * @param maxEntries files and directories in it
 * @param buildTimeout how long a build may take
 * @param startTimeout how long a service may take until it answers
 * @param drainTimeout how long the last requests of an old version may take
 * @param keepReleases how many releases of a project can be rolled back to
 */
public record Settings(
        Path home,
        String apiHost,
        int apiPort,
        String proxyHost,
        int proxyPort,
        @Nullable Tls tls,
        String domain,
        @Nullable String apiKey,
        @Nullable String masterKey,
        @Nullable String databaseUrl,
        @Nullable PostgresUrl postgresUrl,
        @Nullable RedisUrl redisUrl,
        boolean embedded,
        int builders,
        MavenSettings mavenSettings,
        Sandbox.Limits memory,
        long maxUpload,
        long maxUnpacked,
        int maxEntries,
        Duration buildTimeout,
        Duration startTimeout,
        Duration drainTimeout,
        int keepReleases) {

    /**
     * TLS of the proxy's.
     *
     * @param certificate a file, PEM: the certificate and those between it and its root
     * @param key a file, PEM: its private key
     * @param port where it listens for TLS; 0 is any free one
     */
    public record Tls(Path certificate, Path key, int port) {}

    /** The settings cannot be used; says everything that is wrong with them. */
    public static final class InvalidSettingsException extends Exception {
        private static final long serialVersionUID = 1L;

        public InvalidSettingsException(List<String> faults) {
            super(String.join("\n", faults));
        }
    }

    @Override
    public String toString() {
        return "Settings[home=" + home + ", domain=" + domain + "]";
    }
}
