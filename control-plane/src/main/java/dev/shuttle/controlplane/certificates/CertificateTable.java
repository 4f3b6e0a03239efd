package dev.shuttle.controlplane.certificates;

import dev.shuttle.proxy.certificates.Certificate;
import dev.shuttle.proxy.certificates.CertificateFiles;
import dev.shuttle.proxy.certificates.HostCertificates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of each host: the operator's files where they are for it, else the one that was ordered, else the first of
 * the files. An immutable map, swapped whole. Thread-safe.
 */
public final class CertificateTable implements HostCertificates {
    private final Challenges challenges = new Challenges();
    private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();
    private final List<CertificateFiles> files;
    private final boolean ordering;
    private volatile Map<String, Certificate> ordered = Map.of();

    /** Where none are ordered, challenges are left to services. */
    public CertificateTable(List<CertificateFiles> files, boolean ordering) {
        this.files = List.copyOf(files);
        this.ordering = ordering;
        if (!ordering) {
            complete();
        }
    }

    Challenges challenges() {
        return challenges;
    }

    /** By the names that are in them. */
    synchronized void put(Iterable<IssuedCertificate> certificates) {
        Map<String, Certificate> next = new HashMap<>(ordered);
        for (IssuedCertificate each : certificates) {
            Certificate certificate = Certificate.of(each.chain(), each.key());
            certificate.names().forEach(name -> next.put(name, certificate));
        }
        ordered = Map.copyOf(next);
    }

    final void complete() {
        ready.complete(null);
    }

    /** Whether none has to be ordered for it. */
    boolean filesCover(String host) {
        return fromFile(host) != null;
    }

    /** For a wildcard, the file has to be for the wildcard. */
    private @Nullable Certificate fromFile(String host) {
        for (CertificateFiles each : files) {
            Certificate certificate = each.current();
            if (certificate.covers(host)) {
                return certificate;
            }
        }
        return null;
    }

    /** Those of the operator's files, in the order of the setting. */
    public List<FileCertificate> fromFiles() {
        return files.stream().map(FileCertificate::of).toList();
    }

    @Override
    public @Nullable Certificate find(String host) {
        Certificate found = fromFile(host);
        if (found == null) {
            found = ordered.get(host);
        }
        int dot = host.indexOf('.');
        if (found == null && dot > 0) {
            found = ordered.get("*" + host.substring(dot));
        }
        return found == null && !files.isEmpty() ? files.get(0).current() : found;
    }

    @Override
    public @Nullable Certificate challenge(String host) {
        return challenges.certificate(host);
    }

    @Override
    public boolean answersChallenges() {
        return ordering;
    }

    @Override
    public @Nullable String answer(String host, String token) {
        return challenges.answer(host, token);
    }

    @Override
    public CompletionStage<@Nullable Void> ready() {
        return ready;
    }
}
