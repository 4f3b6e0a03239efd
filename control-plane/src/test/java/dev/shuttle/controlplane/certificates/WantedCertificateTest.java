package dev.shuttle.controlplane.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WantedCertificateTest {
    private static final Map<String, String> HOSTS = new TreeMap<>(Map.of(
            "api.apps.test", "api.apps.test",
            "shop.apps.test", "shop.apps.test",
            "apps.test", "shop.apps.test",
            "www.example.test", "shop.apps.test",
            "deep.shop.apps.test", "shop.apps.test",
            "api.localhost", "api.localhost",
            "[::1]", "shop.apps.test",
            "10.0.0.1", "shop.apps.test"));

    private static Map<String, WantedCertificate> wanted(boolean wildcard) {
        return WantedCertificate.of(HOSTS, "apps.test", wildcard).stream()
                .collect(Collectors.toMap(WantedCertificate::name, each -> each));
    }

    private static WantedCertificate get(Map<String, WantedCertificate> wanted, String name) {
        return Objects.requireNonNull(wanted.get(name));
    }

    @Test
    void eachHostWithARouteHasItsOwn() {
        Map<String, WantedCertificate> wanted = wanted(false);
        assertEquals(
                Set.of("api.apps.test", "shop.apps.test", "apps.test", "www.example.test", "deep.shop.apps.test"),
                wanted.keySet());
        assertEquals("shop.apps.test", get(wanted, "www.example.test").owner(), "Its orders are the project's");
        assertTrue(get(wanted, "api.apps.test").isOwn());
        assertFalse(get(wanted, "shop.apps.test").isOwn(), "Projects are many");
        assertFalse(get(wanted, "www.example.test").platform());
    }

    @Test
    void oneWildcardIsForAllThatIsDirectlyBelowTheDomainAndForNothingElse() {
        Map<String, WantedCertificate> wanted = wanted(true);
        assertEquals(Set.of("*.apps.test", "www.example.test", "deep.shop.apps.test"), wanted.keySet());
        assertEquals(
                List.of("*.apps.test", "apps.test"), get(wanted, "*.apps.test").names());
    }
}
