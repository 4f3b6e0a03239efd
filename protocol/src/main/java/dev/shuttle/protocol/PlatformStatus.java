package dev.shuttle.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the server itself is, for its operator.
 *
 * @param version of Shuttle
 * @param startedAt when this run of the control plane began
 * @param projects all that there are
 * @param hosts services that run
 * @param queued deployments that wait for a builder
 * @param building deployments that are built
 * @param builders builds that may run at a time
 * @param disk of the home
 * @param heap of the control plane's JVM
 * @param certificates ordered ones of the proxy, those with a fault first and then those that end first; at most 50
 * @param certificateFiles those that come from files, in the order of the setting
 * @param backup the last one
 * @param logDrain where logs are sent to; null if nowhere
 * @param otlp the collector of spans and metrics; null if there is none
 * @param troubles what needs attention, a sentence each, as {@code doctor} says it
 */
public record PlatformStatus(
        String version,
        Instant startedAt,
        long projects,
        long hosts,
        long queued,
        long building,
        long builders,
        Space disk,
        Space heap,
        List<HostCertificate> certificates,
        List<FileCertificate> certificateFiles,
        BackupStatus backup,
        @Nullable LogDrainStatus logDrain,
        @Nullable OtlpStatus otlp,
        List<String> troubles) {

    public PlatformStatus {
        certificates = List.copyOf(certificates);
        certificateFiles = List.copyOf(certificateFiles);
        troubles = List.copyOf(troubles);
    }

    /**
     * Room, in bytes.
     *
     * @param free of it
     * @param total with what is used
     */
    public record Space(long free, long total) {}

    /**
     * The certificate of a host.
     *
     * @param host the name
     * @param expiresAt of the one that is shown; null if there is none
     * @param reason why there is none, or no newer one; null if all is well
     */
    public record HostCertificate(String host, @Nullable Instant expiresAt, @Nullable String reason) {}

    /**
     * A certificate from a file.
     *
     * @param file its path
     * @param names of the hosts that it is for
     * @param issuer the authority that signed it, as an X.500 name
     * @param expiresAt of the one that is shown
     * @param reason that it ends in less than 14 days, or why the file is not used as it is now; null if all is well
     */
    public record FileCertificate(
            String file, List<String> names, String issuer, Instant expiresAt, @Nullable String reason) {
        public FileCertificate {
            names = List.copyOf(names);
        }
    }

    /**
     * Backups.
     *
     * @param lastAt when the last one was complete; null if none was made
     * @param every between two, ISO-8601; null if none is scheduled
     * @param failure why the last scheduled one failed; null if it did not
     */
    public record BackupStatus(@Nullable Instant lastAt, @Nullable String every, @Nullable String failure) {}

    /**
     * The receiver of all logs.
     *
     * @param sent lines that got there
     * @param leftOut lines that did not, and never will
     */
    public record LogDrainStatus(long sent, long leftOut) {}

    /**
     * The collector of spans and metrics.
     *
     * @param spans that got there
     * @param leftOut spans that did not, and never will
     * @param metricsAt when metrics got there last; null if they have not since the start
     */
    public record OtlpStatus(long spans, long leftOut, @Nullable Instant metricsAt) {}
}
