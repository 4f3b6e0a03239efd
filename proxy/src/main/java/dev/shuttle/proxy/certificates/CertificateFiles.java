package dev.shuttle.proxy.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate and its private key, from files that may be replaced at any time by a renewal: they are checked again
 * every few seconds, and what cannot be read is passed over for what could. Thread-safe.
 */
public final class CertificateFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);

    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();

    private final Path chain;
    private final Path key;
    private Certificate certificate; // guarded by this, as the next three
    private List<FileTime> read;
    private @Nullable String fault;
    private long looked = System.nanoTime();

    private CertificateFiles(Path chain, Path key) throws IOException {
        this.chain = chain;
        this.key = key;
        this.read = times();
        this.certificate = load();
    }

    /**
     * Reads a certificate.
     *
     * @param chain PEM: the certificate, and those between it and its root
     * @param key PEM: the private key, PKCS #8, without a password
     * @return as it is now, and will be
     * @throws IOException if the two cannot be used; the message says why, for the operator
     */
    public static CertificateFiles of(Path chain, Path key) throws IOException {
        return new CertificateFiles(chain, key);
    }

    /** As the files have it now. */
    public synchronized Certificate current() {
        long now = System.nanoTime();
        if (now - looked > LOOK_NANOS) {
            looked = now;
            renew();
        }
        return certificate;
    }

    /** Of the certificate. */
    public Path chain() {
        return chain;
    }

    /** Why the files as they are now are not used, for the operator; empty if they are. */
    public synchronized Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /** Looks at the files now. */
    synchronized void renew() {
        try {
            List<FileTime> times = times();
            if (!times.equals(read)) {
                certificate = better(load());
                read = times;
                fault = null;
                LOG.info("the certificate in {} has changed, and is used from now on", chain);
            }
        } catch (IOException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    /** One that has ended takes the place of another that has, and of no other. */
    private Certificate better(Certificate loaded) throws IOException {
        Instant now = Instant.now();
        if (loaded.expiresAt().isBefore(now) && certificate.expiresAt().isAfter(now)) {
            throw new IOException("The certificate in " + chain + " has ended on " + loaded.expiresAt()
                    + ": replace the file and that of its key.");
        }
        return loaded;
    }

    /** They are read again each time, since an owner or a mode that is put right changes no time. */
    private void refuse(String reason) {
        read = List.of();
        if (!reason.equals(fault)) {
            fault = reason;
            LOG.warn("the previous certificate stays in use: {}", reason);
        }
    }

    private List<FileTime> times() throws IOException {
        try {
            return List.of(Files.getLastModifiedTime(chain), Files.getLastModifiedTime(key));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Certificate load() throws IOException {
        try {
            return Certificate.read(chain, key);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private IOException unusable(Exception cause) {
        return new IOException(
                "The certificate in " + chain + " with the key in " + key + " cannot be used (" + cause.getMessage()
                        + "). Give PEM files that this user can read, the key as PKCS #8 without a password:"
                        + " openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW.",
                cause);
    }
}
