package dev.shuttle.controlplane.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shredzone.acme4j.util.CSRBuilder;
import org.shredzone.acme4j.util.CertificateUtils;

class IssuedCertificateTest {

    private static IssuedCertificate issued(KeyPair key, String... names) throws Exception {
        Instant now = Instant.now();
        KeyPair authority = KeyPairs.rsa();
        X509Certificate root = CertificateUtils.createTestRootCertificate(
                "CN=Test authority", now.minusSeconds(60), now.plus(Duration.ofDays(1)), authority);
        CSRBuilder request = new CSRBuilder();
        request.addDomains(names);
        request.sign(key);
        X509Certificate own = CertificateUtils.createTestCertificate(
                request.getCSR(), now.minusSeconds(60), now.plus(Duration.ofDays(1)), root, authority.getPrivate());
        return new IssuedCertificate(List.of(own, root), key.getPrivate(), "x");
    }

    @Test
    void oneForAnotherKeyOrForOtherNamesTakesNoOthersPlace() throws Exception {
        KeyPair key = KeyPairs.ec();
        IssuedCertificate issued = issued(key, "shop.test", "*.shop.test");

        assertEquals(Optional.empty(), issued.fault(List.of("shop.test", "*.shop.test"), key.getPublic()));
        assertEquals(Optional.empty(), issued.fault(List.of("a.shop.test"), key.getPublic()));
        assertEquals(
                Optional.of("the certificate that was issued is for another key"),
                issued.fault(List.of("shop.test"), KeyPairs.ec().getPublic()));
        String other =
                issued.fault(List.of("shop.test", "blog.test"), key.getPublic()).orElseThrow();
        assertTrue(other.startsWith("the certificate that was issued is not for blog.test, but for "), other);
        assertEquals(
                Optional.of("the authority issued nothing"),
                new IssuedCertificate(List.of(), key.getPrivate(), "x").fault(List.of("shop.test"), key.getPublic()));
    }
}
