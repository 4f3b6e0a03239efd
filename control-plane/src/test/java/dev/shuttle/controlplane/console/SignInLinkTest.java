package dev.shuttle.controlplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.api.RunningApi;
import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.auth.SignInLinks;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.JsonRecords;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.SignInLink;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInLinkTest {
    @TempDir
    private Path home;

    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(home);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    private String link(String key) throws Exception {
        HttpResponse<String> made = api.send("POST", "/sign-in-links", key, "");
        assertEquals(201, made.statusCode(), made::body);
        assertEquals("no-store", made.headers().firstValue("Cache-Control").orElse(""));
        return JsonRecords.read(made.body(), SignInLink.class).token();
    }

    @Test
    void opensTheConsoleOnceAsWhoMadeIt() throws Exception {
        String key = api.key("ci", "read:shop", false).key();
        String token = link(key);
        ConsoleVisitor visitor = new ConsoleVisitor(api);
        assertEquals(200, visitor.get("/console/link").statusCode(), "a look spends nothing");

        HttpResponse<String> opened = visitor.post("/console/link", "link", token);

        assertEquals("/console", opened.headers().firstValue("Location").orElse(""));
        String cookie = opened.headers().firstValue("Set-Cookie").orElse("");
        assertTrue(cookie.contains("HttpOnly; SameSite=Strict"), cookie);
        String page = visitor.showing(cookie.substring(0, cookie.indexOf(';')))
                .get("/console")
                .body();
        assertTrue(page.contains("read shop"), page);
        HttpResponse<String> again = new ConsoleVisitor(api).post("/console/link", "link", token);
        assertEquals(401, again.statusCode());
        assertTrue(again.headers().firstValue("Set-Cookie").isEmpty());
    }

    /** An app on a neighbouring host may make a link of its own key, and lead a visitor to it, who is signed in already. */
    @Test
    void asksWhereAnotherPageHasLedHere() throws Exception {
        for (String site : new String[] {"same-site", "cross-site"}) {
            String page = api.send("GET", "/console/link", null, "", "Sec-Fetch-Site", site)
                    .body();
            assertTrue(page.contains("data-ask"), page);
            assertTrue(page.contains("Another page has led you here"), page);
        }
        for (String site : new String[] {"none", "same-origin"}) {
            String page = api.send("GET", "/console/link", null, "", "Sec-Fetch-Site", site)
                    .body();
            assertFalse(page.contains("data-ask"), page);
        }
    }

    @Test
    void isOverAfterAMinuteAndWithItsKey() throws Exception {
        String late = link(RunningApi.ADMIN);
        api.pass(Duration.ofSeconds(61));
        assertEquals(
                401, new ConsoleVisitor(api).post("/console/link", "link", late).statusCode());
        NewKey gone = api.key("gone", "read:shop", false);
        String revoked = link(gone.key());
        api.revoke(gone);
        assertEquals(
                401,
                new ConsoleVisitor(api).post("/console/link", "link", revoked).statusCode());
    }

    @Test
    void isSpentByTheConsolesOwnFormOnly() throws Exception {
        String token = link(RunningApi.ADMIN);
        ConsoleVisitor visitor = new ConsoleVisitor(api);
        assertEquals(
                403,
                visitor.send("/console/link", "http://app.localhost:8000", "", "link", token)
                        .statusCode());
        assertEquals(403, visitor.send("/console/link", "", "", "link", token).statusCode());
        assertEquals(303, visitor.post("/console/link", "link", token).statusCode());
    }

    @Test
    void nothingButALinkOpens() throws Exception {
        for (String wrong : new String[] {"", "x", "'><script>alert(1)</script>", "k".repeat(5000)}) {
            HttpResponse<String> refused = new ConsoleVisitor(api).post("/console/link", "link", wrong);
            assertEquals(401, refused.statusCode());
            assertFalse(refused.body().contains("alert(1)"));
        }
    }

    @Test
    void theirNumberIsBounded() throws Exception {
        try (Database database = Database.open("jdbc:h2:mem:links;DB_CLOSE_DELAY=-1")) {
            ApiKeys keys = new ApiKeys(database, home.resolve("links.key"));
            keys.administrator(RunningApi.ADMIN);
            Key key = keys.find(RunningApi.ADMIN).orElseThrow();
            SignInLinks links = new SignInLinks(keys, () -> Instant.EPOCH);
            SignInLink first = links.create(key);
            SignInLink last = first;
            for (int i = 0; i < 1_000; i++) {
                last = links.create(key);
            }
            assertEquals(Optional.empty(), links.spend(first.token()));
            assertEquals(Optional.of(key), links.spend(last.token()));
            assertEquals(Optional.empty(), links.spend(last.token()));
            assertFalse(last.toString().contains(last.token()));
        }
    }
}
