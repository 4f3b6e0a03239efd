package dev.shuttle.controlplane.certificates;

import dev.shuttle.proxy.certificates.Certificate;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A certificate, those between it and its root, and its private key. As text it is PEM, the key last.
 *
 * @param authority the directory that gave it
 */
record IssuedCertificate(List<X509Certificate> chain, PrivateKey key, String authority) {
    private static final String AUTHORITY = "Authority: ";
    private static final String KEY = "PRIVATE KEY";

    IssuedCertificate {
        chain = List.copyOf(chain);
    }

    /** Why it could not be shown for these names; empty if it can. One that is in use stays in use then. */
    Optional<String> fault(List<String> names, PublicKey wanted) {
        if (chain.isEmpty()) {
            return Optional.of("the authority issued nothing");
        }
        if (!chain.get(0).getPublicKey().equals(wanted)) {
            return Optional.of("the certificate that was issued is for another key");
        }
        Certificate own = Certificate.of(chain, key);
        return names.stream()
                .filter(name -> !own.names().contains(name) && !own.covers(name))
                .findFirst()
                .map(name -> "the certificate that was issued is not for " + name + ", but for "
                        + String.join(", ", own.names()));
    }

    Instant notBefore() {
        return chain.get(0).getNotBefore().toInstant();
    }

    Instant notAfter() {
        return chain.get(0).getNotAfter().toInstant();
    }

    Duration lifetime() {
        return Duration.between(notBefore(), notAfter());
    }

    String pem() {
        StringBuilder text = new StringBuilder(AUTHORITY).append(authority).append('\n');
        try {
            for (X509Certificate each : chain) {
                text.append(block("CERTIFICATE", each.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
        return text.append(block(KEY, key.getEncoded())).toString();
    }

    private static String block(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    /** Throws {@link IllegalStateException} if it is not what {@link #pem} wrote; it shows nothing of it. */
    static IssuedCertificate read(String text) {
        String pem = text.startsWith(AUTHORITY) ? text : AUTHORITY + '\n' + text;
        int chainAt = pem.indexOf('\n') + 1;
        int begin = pem.indexOf("-----BEGIN " + KEY);
        String key = pem.substring(Math.max(0, begin)).replaceAll("-----[^-]*-----", "");
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(
                            pem.substring(chainAt, begin).getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            byte[] encoded = Base64.getMimeDecoder().decode(key);
            String algorithm = chain.get(0).getPublicKey().getAlgorithm();
            return new IssuedCertificate(
                    chain,
                    KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)),
                    pem.substring(AUTHORITY.length(), chainAt).strip());
        } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("a certificate in the store is not valid");
        }
    }

    @Override
    public String toString() {
        return "certificate until " + notAfter();
    }
}
