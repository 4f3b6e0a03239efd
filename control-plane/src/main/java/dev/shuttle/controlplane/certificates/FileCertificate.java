package dev.shuttle.controlplane.certificates;

import dev.shuttle.proxy.certificates.Certificate;
import dev.shuttle.proxy.certificates.CertificateFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * A certificate of the operator's files, as the proxy shows it.
 *
 * @param file the one with the certificate
 * @param names of the hosts that it is for; empty if it names none
 * @param issuer the authority that signed it, as an X.500 name
 * @param expiresAt the last moment at which clients accept it
 * @param fault why the files as they are now are not used, and an earlier certificate is; empty if they are
 */
public record FileCertificate(Path file, List<String> names, String issuer, Instant expiresAt, Optional<String> fault) {
    /** A renewal that works comes earlier. */
    private static final Duration NEAR = Duration.ofDays(14);

    public FileCertificate {
        names = List.copyOf(names);
    }

    static FileCertificate of(CertificateFiles files) {
        Certificate current = files.current();
        return new FileCertificate(
                files.chain(),
                current.names().stream().sorted().toList(),
                current.issuer(),
                current.expiresAt(),
                files.fault());
    }

    /** Of the file; empty if there is none. */
    public Optional<String> trouble(Instant now) {
        Optional<String> end = end(now);
        return fault.isEmpty()
                ? end.map(text -> text + ": replace the file and that of its key; they are read again within seconds")
                : fault.map(text -> text + " An earlier certificate is used until then"
                        + end.map(ends -> ". " + ends).orElse(""));
    }

    private Optional<String> end(Instant now) {
        if (now.plus(NEAR).isBefore(expiresAt)) {
            return Optional.empty();
        }
        String which = "The certificate" + (fault.isEmpty() ? " in " + file : "") + " for "
                + (names.isEmpty() ? "no host" : String.join(", ", names));
        return Optional.of(which + (now.isAfter(expiresAt) ? " has ended on " : " ends on ")
                + expiresAt.atOffset(ZoneOffset.UTC).toLocalDate() + " (UTC)");
    }
}
