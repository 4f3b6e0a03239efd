package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.KeyRequest;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.ProjectName;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys, domains and the audit log. */
@Timeout(60)
class AccountsTest {

    private static final ProjectName SHOP = new ProjectName("shop");
    private static final String KEY = "{\"id\":\"k1\",\"name\":\"ci\",\"scope\":\"deploy:shop\","
            + "\"createdAt\":\"2026-01-01T00:00:00Z\",\"expiresAt\":null";
    private static final String DOMAIN =
            "{\"host\":\"a.example\",\"url\":\"http://a.example\"," + "\"createdAt\":\"2026-01-01T00:00:00Z\"}";

    @Test
    void makesAKeyAndShowsItInNoText() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(201, KEY + ",\"key\":\"shk_secret\"}"))) {
            Instant end = Instant.parse("2027-01-01T00:00:00Z");

            NewKey made = server.client().keys().create(new KeyRequest("ci", KeyScope.parse("deploy:shop"), end));

            assertEquals("shk_secret", made.key());
            assertFalse(made.toString().contains("secret"));
            assertEquals(List.of("POST /keys"), server.lines());
            assertEquals(
                    "{\"name\":\"ci\",\"scope\":\"deploy:shop\",\"expiresAt\":\"2027-01-01T00:00:00Z\"}",
                    server.asked().get(0).body());
        }
    }

    @Test
    void listsKeysAndAsksWhoItIs() throws Exception {
        String key = KEY + ",\"lastUsedAt\":null}";
        try (TestServer server = new TestServer(
                call -> call.json(200, call.number() == 1 ? "{\"items\":[" + key + "],\"next\":null}" : key))) {
            Keys keys = server.client().keys();

            assertEquals(List.of(keys.list().get(0)), List.of(keys.current()));
            assertEquals(List.of("GET /keys", "GET /keys/current"), server.lines());
        }
    }

    @Test
    void revokesAKeyByItsEncodedId() throws Exception {
        try (TestServer server = new TestServer(call -> call.answer(204, "text/plain", ""))) {
            server.client().keys().revoke("../k 1");

            assertEquals(List.of("DELETE /keys/..%2Fk%201"), server.lines());
        }
    }

    @Test
    void addsListsAndRemovesDomains() throws Exception {
        try (TestServer server = new TestServer(call -> {
            switch (call.number()) {
                case 1 -> call.json(200, DOMAIN);
                case 2 -> call.json(200, "{\"items\":[" + DOMAIN + "],\"next\":null}");
                default -> call.answer(204, "text/plain", "");
            }
        })) {
            ProjectDomains domains = server.client().domains(SHOP);

            Domain added = domains.add("a.example");
            assertEquals(List.of(added), domains.list());
            domains.remove("a.example/..");

            assertEquals(
                    List.of(
                            "PUT /projects/shop/domains/a.example",
                            "GET /projects/shop/domains",
                            "DELETE /projects/shop/domains/a.example%2F.."),
                    server.lines());
        }
    }

    @Test
    void readsNoMoreOfTheAuditLogThanWasAskedFor() throws Exception {
        String entry = "{\"id\":\"1\",\"at\":\"2026-01-01T00:00:00Z\",\"actor\":\"admin\",\"keyId\":\"k\",\"from\":"
                + "\"127.0.0.1\",\"action\":\"deploy\",\"path\":\"/deploy\",\"requestId\":\"r\"}";
        try (TestServer server =
                new TestServer(call -> call.json(200, "{\"items\":[" + entry + "," + entry + "],\"next\":\"x\"}"))) {
            List<AuditEntry> some = server.client().audit(SHOP, 3);
            List<AuditEntry> one = server.client().audit(null, 1);

            assertEquals(3, some.size());
            assertEquals(1, one.size());
            assertEquals(
                    List.of(
                            "GET /projects/shop/audit?limit=3",
                            "GET /projects/shop/audit?limit=3&cursor=x",
                            "GET /audit?limit=1"),
                    server.lines());
        }
    }

    @Test
    void aKeyWithoutAScopeIsNoAnswerOfAControlPlane() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(200, "{\"id\":\"k1\",\"name\":\"ci\"}"))) {
            assertThrows(
                    UnexpectedResponseException.class,
                    () -> server.client().keys().current());
        }
    }
}
