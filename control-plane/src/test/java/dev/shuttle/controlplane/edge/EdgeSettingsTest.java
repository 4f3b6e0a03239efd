package dev.shuttle.controlplane.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.Credentials;
import dev.shuttle.proxy.HostRules;
import dev.shuttle.proxy.RequestRate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeSettingsTest {
    private static final Set<String> HOSTS = Set.of("shop.localhost", "shop.test", "www.shop.test", "old.test");

    private static EdgeSettings with(String... namesAndValues) {
        EdgeSettings settings = new EdgeSettings(Map.of());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings = settings.with(Map.of(namesAndValues[i], namesAndValues[i + 1]), HOSTS);
        }
        return settings;
    }

    private static HostRules rules(EdgeSettings settings) {
        try (PasswordChecks checks = new PasswordChecks()) {
            return settings.rules(users -> checks.of("shop", users), entry -> {});
        }
    }

    @Test
    void theProxyGetsWhatWasSet() {
        HostRules rules = rules(with(
                "responseTimeout", "PT30S",
                "streamTimeout", "PT2H",
                "bodyTimeout", "5s",
                "maxBody", "10MiB",
                "rate", "600/m",
                "connections", "20",
                "accessLog", "true",
                "page.503", "<h1>Back soon</h1>",
                "redirect.WWW.Shop.test", "Shop.test",
                "user.alice", "correct horse"));
        assertEquals(
                new HostRules.Waits(Duration.ofSeconds(30), Duration.ofHours(2), Duration.ofSeconds(5)),
                rules.timeouts());
        assertEquals(10 << 20, rules.maxBody());
        assertEquals(new RequestRate(600, Duration.ofMinutes(1)), rules.rate());
        assertEquals(20, rules.atATime());
        assertEquals(Map.of("www.shop.test", "shop.test"), rules.redirects());
        assertEquals(Map.of(503, "<h1>Back soon</h1>"), rules.pages());
        assertNotNull(rules.log());
        assertNotNull(rules.credentials());
        assertSame(HostRules.NONE, rules(with()));
    }

    @Test
    void aPasswordIsKeptHashedAndNeverShown() {
        EdgeSettings settings = with("user.alice", "correct horse");
        assertFalse(settings.values().toString().contains("correct"), settings.values()::toString);
        assertEquals(Map.of("user.alice", "***"), settings.shown());
        assertEquals(
                Map.of(),
                settings.with(Collections.singletonMap("user.alice", null), HOSTS)
                        .values());
    }

    @ParameterizedTest
    @CsvSource({
        "rat, 1/s, no setting rat",
        "rate, 0/s, such as 100/s",
        "rate, 100, such as 100/s",
        "maxBody, many, such as 10MiB",
        "maxBody, 0, such as 10MiB",
        "connections, 0, from 1 to 99999",
        "accessLog, yes, true or false",
        "responseTimeout, 30, such as 30s",
        "responseTimeout, PT0.1S, from 1s",
        "streamTimeout, P2D, to 24h",
        "page.200, <p>, not for 200",
        "page.503, ' ', 1 to 32768 bytes",
        "user., password, 1 to 64",
        "user.a:b, password, no colon",
        "user.alice, short, 8 to 200",
        "redirect.else.test, shop.test, does not answer at else.test",
        "redirect.www.shop.test, a b, not",
        "redirect.shop.test, shop.test, redirected itself",
        "redirect.old.test, www.shop.test, redirected itself",
    })
    void whatCannotBeIsRefusedInOneSentence(String name, String value, String message) {
        EdgeSettings before = with("redirect.www.shop.test", "shop.test");
        RuntimeException refused = assertThrows(RuntimeException.class, () -> before.with(Map.of(name, value), HOSTS));
        String text = String.valueOf(refused.getMessage());
        assertTrue(text.contains(message), text);
        assertFalse(name.startsWith("user.") && text.contains(value), text);
    }

    @Test
    void aRightPasswordIsHashedSlowlyOnceAndGuessesWaitInABoundedQueue() throws Exception {
        try (PasswordChecks checks = new PasswordChecks()) {
            Credentials users = checks.of("shop", Map.of("al", PasswordHash.of("correct: horse")));
            assertFalse(users.isKnown(basic("al:correct: horse")), "not yet");
            assertEquals(Credentials.Verdict.KNOWN, verdict(users, "al:correct: horse"));
            assertTrue(users.isKnown(basic("al:correct: horse")));
            for (String wrong : new String[] {"al:correct: hors", "bob:correct: horse", ""}) {
                assertEquals(Credentials.Verdict.UNKNOWN, verdict(users, wrong), wrong);
                assertFalse(users.isKnown(basic(wrong)), wrong);
            }
            assertFalse(users.isKnown("no base 64"));
            boolean busy = false;
            for (int i = 0; i < 50 && !busy; i++) {
                busy = users.check(basic("al:guess" + i)).toCompletableFuture().getNow(Credentials.Verdict.UNKNOWN)
                        == Credentials.Verdict.BUSY;
            }
            assertTrue(busy);
            assertTrue(users.isKnown(basic("al:correct: horse")), "others are not held up");
            Credentials later = checks.of("shop", Map.of("al", PasswordHash.of("another one")));
            assertFalse(later.isKnown(basic("al:correct: horse")), "a new password ends the old one");
        }
    }

    private static Credentials.Verdict verdict(Credentials users, String text) throws Exception {
        return users.check(basic(text)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static String basic(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
