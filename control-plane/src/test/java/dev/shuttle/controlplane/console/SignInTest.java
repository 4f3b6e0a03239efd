package dev.shuttle.controlplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.api.RunningApi;
import dev.shuttle.protocol.NewKey;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInTest {
    private RunningApi api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        api = new RunningApi(home);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void theRootLeadsToTheConsoleAndThatToTheSignInAndBack() throws Exception {
        ConsoleVisitor visitor = new ConsoleVisitor(api);
        assertEquals("/console", location(visitor.get("/")));
        assertEquals("/console/sign-in?next=/console/keys", location(visitor.get("/console/keys")));

        assertEquals(
                "/console/keys",
                location(visitor.post("/console/sign-in", "key", RunningApi.ADMIN, "next", "/console/keys")));
    }

    @Test
    void leadsToNoOtherSite() throws Exception {
        for (String next : List.of("//evil.example", "https://evil.example", "/\\evil.example", "/console//\\x", "/")) {
            ConsoleVisitor visitor = new ConsoleVisitor(api);
            assertEquals(
                    "/console",
                    location(visitor.post("/console/sign-in", "key", RunningApi.ADMIN, "next", next)),
                    next);
        }
    }

    @Test
    void theCookieIsOutOfReachOfScriptsAndOtherSites() throws Exception {
        String set = header(new ConsoleVisitor(api).signIn(RunningApi.ADMIN), "Set-Cookie");

        assertTrue(set.startsWith("shuttle-session="), set);
        assertTrue(set.endsWith("; Path=/; HttpOnly; SameSite=Strict"), set);
    }

    @Test
    void refusesWhatIsNoKeyWithoutACookie() throws Exception {
        for (String key : List.of("", "wrong", "<script>alert(1)</script>", "k".repeat(5000))) {
            HttpResponse<String> answer = new ConsoleVisitor(api).signIn(key);

            assertEquals(401, answer.statusCode());
            assertEquals("", header(answer, "Set-Cookie"));
            assertFalse(answer.body().contains("alert(1)"), answer.body());
        }
    }

    @Test
    void triesAreBoundedByTheAddress() throws Exception {
        int refused = 0;
        for (int i = 0; i < 2010 && refused == 0; i++) {
            refused += new ConsoleVisitor(api).signIn("wrong " + i).statusCode() == 429 ? 1 : 0;
        }
        assertEquals(1, refused);
    }

    @Test
    void aSessionThatABrowserWasGivenBeforeIsNotTheOneThatIsBegun() throws Exception {
        ConsoleVisitor attacker =
                ConsoleVisitor.with(api, api.key("attacker", "read:mine", false).key());
        String fixed = attacker.cookie();
        ConsoleVisitor victim = new ConsoleVisitor(api).showing("shuttle-session=chosen-by-another-site");

        assertEquals(303, victim.signIn(RunningApi.ADMIN).statusCode());

        assertNotEquals("shuttle-session=chosen-by-another-site", victim.cookie());
        assertNotEquals(fixed, victim.cookie());
        assertEquals(
                303,
                new ConsoleVisitor(api)
                        .showing("shuttle-session=chosen-by-another-site")
                        .get("/console")
                        .statusCode());
    }

    @Test
    void signingOutEndsTheSessionOnTheServer() throws Exception {
        ConsoleVisitor visitor = ConsoleVisitor.with(api, RunningApi.ADMIN);
        String cookie = visitor.cookie();
        assertEquals("/console/sign-in", location(visitor.post("/console/sign-out")));

        assertEquals(
                303, new ConsoleVisitor(api).showing(cookie).get("/console").statusCode());
    }

    @Test
    void endsAfterHoursWithoutARequestAndAfterDaysInAnyCase() throws Exception {
        ConsoleVisitor idle = ConsoleVisitor.with(api, RunningApi.ADMIN);
        ConsoleVisitor busy = ConsoleVisitor.with(api, RunningApi.ADMIN);
        int hours = 0;
        while (busy.get("/console").statusCode() == 200 && hours < 1000) {
            api.pass(Duration.ofHours(6));
            hours += 6;
        }
        assertEquals(7 * 24, hours);
        assertEquals(303, idle.get("/console").statusCode());
    }

    /** It would last for as long as the clock was ahead, and twenty of them would leave no place for another. */
    @Test
    void oneThatAClockAheadOfItsTimeBeganEndsWhenTheClockIsSetBack() throws Exception {
        api.pass(Duration.ofDays(365));
        List<ConsoleVisitor> ahead = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ahead.add(ConsoleVisitor.with(api, RunningApi.ADMIN));
        }
        api.pass(Duration.ofDays(-365));

        ConsoleVisitor now = ConsoleVisitor.with(api, RunningApi.ADMIN);

        assertEquals(200, now.get("/console").statusCode());
        assertEquals(303, ahead.get(0).get("/console").statusCode());
    }

    @Test
    void endsWithItsKey() throws Exception {
        NewKey key = api.key("short", "admin", true);
        NewKey other = api.key("long", "admin", false);
        ConsoleVisitor expiring = ConsoleVisitor.with(api, key.key());
        ConsoleVisitor revoked = ConsoleVisitor.with(api, other.key());
        api.pass(Duration.ofMinutes(2));
        api.revoke(other);

        assertEquals(303, expiring.get("/console").statusCode());
        assertEquals(303, revoked.get("/console").statusCode());
        HttpResponse<String> polled =
                api.send("GET", "/console", null, "", "Cookie", revoked.cookie(), "HX-Request", "true");
        assertEquals("/console/sign-in?next=/console&ended=page", header(polled, "HX-Redirect"));
        assertEquals(401, polled.statusCode());
    }

    @Test
    void whoseSessionHasEndedIsToldSoAndLedBackToThePageThatWasOpen() throws Exception {
        ConsoleVisitor late = ConsoleVisitor.with(api, RunningApi.ADMIN);
        api.pass(Duration.ofDays(1));
        String open = late.origin() + "/console/projects/sesame/settings?restart=x";

        HttpResponse<String> form = sent(late, "POST", "/console/projects/sesame/env", "Referer", open);
        assertEquals("/console/sign-in?next=/console/projects/sesame/settings&ended=form", location(form));
        assertTrue(new ConsoleVisitor(api).get(location(form)).body().contains("so nothing was changed"));

        HttpResponse<String> page = late.get("/console/projects/sesame/settings");
        assertEquals("/console/sign-in?next=/console/projects/sesame/settings&ended=page", location(page));
        assertTrue(new ConsoleVisitor(api).get(location(page)).body().contains("Your session has ended"));

        HttpResponse<String> part =
                sent(late, "GET", "/console/projects/sesame", "HX-Request", "true", "HX-Current-URL", open);
        assertEquals("/console/sign-in?next=/console/projects/sesame/settings&ended=page", header(part, "HX-Redirect"));

        String elsewhere = "https://evil.example//evil.example/x";
        HttpResponse<String> forged = sent(late, "POST", "/console/projects/sesame/env", "Referer", elsewhere);
        assertEquals("/console/sign-in?next=/console&ended=form", location(forged));
    }

    private HttpResponse<String> sent(ConsoleVisitor visitor, String method, String path, String... headers)
            throws Exception {
        String[] all = Stream.concat(Stream.of("Cookie", visitor.cookie()), Stream.of(headers))
                .toArray(String[]::new);
        return api.send(method, path, null, "", all);
    }

    @Test
    void aKeyHasSoManySessionsAndNoMore() throws Exception {
        List<ConsoleVisitor> visitors = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            visitors.add(ConsoleVisitor.with(api, RunningApi.ADMIN));
            api.pass(Duration.ofSeconds(1));
        }
        int left = 0;
        for (ConsoleVisitor visitor : visitors) {
            left += visitor.get("/console").statusCode() == 200 ? 1 : 0;
        }
        assertEquals(20, left);
        assertEquals(200, visitors.get(24).get("/console").statusCode());
    }

    @Test
    void signingInAndChangesStandInTheAuditLogWithTheKeysName() throws Exception {
        ConsoleVisitor visitor = ConsoleVisitor.with(api, RunningApi.ADMIN);
        visitor.post("/console/projects/sesame/secrets", "name", "DOOR", "value", "open\r\nsesame");

        var entries = api.json("/audit").get("items");
        assertEquals("setSecret", entries.get(0).get("action").asText());
        assertEquals("/projects/sesame/secrets/DOOR", entries.get(0).get("path").asText());
        assertEquals("admin", entries.get(0).get("actor").asText());
        assertEquals(303, entries.get(0).get("status").asInt());
        assertEquals("signIn", entries.get(1).get("action").asText());
    }

    private static String location(HttpResponse<String> answer) {
        assertEquals(303, answer.statusCode(), answer.body());
        return header(answer, "Location");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
