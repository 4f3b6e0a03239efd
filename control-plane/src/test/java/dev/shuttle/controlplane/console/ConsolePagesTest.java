package dev.shuttle.controlplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.api.RunningApi;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolePagesTest {
    private static final Pattern ASSET = Pattern.compile("/console/assets/[a-z]+-[0-9a-f]{12}\\.[a-z]+");
    private static final int LARGEST_FIRST_VISIT = 100 * 1024;

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
    void aFirstVisitLoadsLittleAndTheNextOnlyThePage() throws Exception {
        HttpResponse<String> page = new ConsoleVisitor(api).get("/console/sign-in");
        List<String> assets = ASSET.matcher(page.body())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();

        assertEquals(5, assets.size(), assets::toString);
        long bytes = page.body().length();
        for (String asset : assets) {
            HttpResponse<String> loaded = api.send("GET", asset, null, "", "Accept-Encoding", "gzip, br");
            assertEquals("gzip", loaded.headers().firstValue("Content-Encoding").orElse(""));
            assertEquals(
                    "public, max-age=31536000, immutable",
                    loaded.headers().firstValue("Cache-Control").orElse(""));
            assertEquals(
                    "nosniff",
                    loaded.headers().firstValue("X-Content-Type-Options").orElse(""));
            bytes += loaded.headers().firstValueAsLong("Content-Length").orElseThrow();
        }
        assertTrue(bytes < LARGEST_FIRST_VISIT, bytes + " bytes");
        assertEquals(404, api.send("GET", "/console/assets/none.js", null, "").statusCode());
    }

    @Test
    void aKeySeesItsProjectsOnlyAndTheFirstCommandsWhereThereIsNone() throws Exception {
        for (String project : List.of("mine", "ours", "theirs")) {
            api.send("PUT", "/projects/" + project + "/env/NAME", RunningApi.ADMIN, "value");
        }
        String page = ConsoleVisitor.with(
                        api, api.key("some", "read:mine,ours", false).key())
                .get("/console")
                .body();

        assertTrue(page.contains(">mine<") && page.contains(">ours<"), page);
        assertFalse(page.contains("theirs"), page);
        assertFalse(page.contains("/console/keys"), "Keys are the administrators'");

        String empty = ConsoleVisitor.with(
                        api, api.key("none", "deploy:new", false).key())
                .get("/console")
                .body();
        assertTrue(empty.contains("mvn dev.shuttle:shuttle-maven-plugin:1.2.3:login"), empty);
        assertTrue(
                empty.contains(
                        "-Dshuttle.api=</span>http://127.0.0.1:" + api.address().getPort()),
                empty);
    }

    @Test
    void projectsAreReadInAsManyQueriesWhateverTheirNumber() throws Exception {
        ConsoleVisitor admin = ConsoleVisitor.with(api, RunningApi.ADMIN);
        ConsoleVisitor scoped = ConsoleVisitor.with(
                api, api.key("ten", "read:p0,p1,p2,p3,p4,p5,p6,p7,p8,p9", false).key());
        api.send("PUT", "/projects/p0/env/NAME", RunningApi.ADMIN, "value");
        int one = queries(admin);
        int oneOfScope = queries(scoped);
        for (int i = 1; i < 10; i++) {
            api.send("PUT", "/projects/p" + i + "/env/NAME", RunningApi.ADMIN, "value");
        }

        assertEquals(one, queries(admin));
        assertEquals(oneOfScope, queries(scoped));
    }

    private int queries(ConsoleVisitor visitor) throws Exception {
        AtomicInteger queries = new AtomicInteger();
        Jdbi jdbi = api.database().jdbi();
        jdbi.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                queries.incrementAndGet();
            }
        });
        assertTrue(visitor.get("/console").body().contains(">p0<"));
        jdbi.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        assertTrue(queries.get() > 0, "The logger of queries is not asked");
        return queries.get();
    }

    @Test
    void aReaderGetsNoForms() throws Exception {
        api.send("PUT", "/projects/mine/env/NAME", RunningApi.ADMIN, "value");
        ConsoleVisitor reader =
                ConsoleVisitor.with(api, api.key("reader", "read:mine", false).key());

        for (String page : List.of("", "/settings", "/audit")) {
            String body = reader.get("/console/projects/mine" + page).body();
            assertEquals(1, body.split("<form", -1).length - 1, "only the one that signs out: " + body);
        }
    }

    @Test
    void aValueOfSeveralLinesHasTheLineEndsThatWereTyped() throws Exception {
        ConsoleVisitor.with(api, RunningApi.ADMIN)
                .post("/console/projects/lines/env", "name", "TEXT", "value", " one\r\ntwo & three=3+4 ü");

        assertEquals(
                " one\ntwo & three=3+4 ü",
                api.json("/projects/lines/env").at("/items/0/value").asText());
    }

    @Test
    void theAuditLogOfAllNamesEachProject() throws Exception {
        ConsoleVisitor admin = ConsoleVisitor.with(api, RunningApi.ADMIN);
        admin.post("/console/projects/mine/env", "name", "A", "value", "b");

        String page = admin.get("/console/audit").body();

        assertTrue(page.contains("<a href=\"/console/projects/mine\">mine</a>"), page);
        assertTrue(page.contains(">set variable<"), page);
    }

    @Test
    void aKeyOfAProjectThatIsNotThereIsToldSoAndToldHowItIsUsed() throws Exception {
        ConsoleVisitor admin = ConsoleVisitor.with(api, RunningApi.ADMIN);
        admin.post("/console/projects/mine/env", "name", "A", "value", "b");

        String wrong = admin.post("/console/keys", "name", "ann", "access", "read", "projects", "mine, minne")
                .body();
        String right = admin.post("/console/keys", "name", "bob", "access", "read", "projects", "mine")
                .body();

        assertTrue(wrong.contains("There is no project minne yet."), wrong);
        assertFalse(right.contains("There is no project"), right);
        assertTrue(right.contains("mvn dev.shuttle:shuttle-maven-plugin:1.2.3:login"), right);
    }

    @Test
    void whoReadsIsToldWhyAnAddressOfAFormIsNoPage() throws Exception {
        HttpResponse<String> answer = api.send(
                "GET",
                "/console/projects/mine/env",
                null,
                "",
                "Cookie",
                ConsoleVisitor.with(api, RunningApi.ADMIN).cookie(),
                "Accept",
                "text/html,*/*");

        assertEquals(405, answer.statusCode());
        assertTrue(answer.body().contains("use POST."), answer.body());
    }

    @Test
    void saysWhyAFormIsRefusedAndLeadsBack() throws Exception {
        ConsoleVisitor admin = ConsoleVisitor.with(api, RunningApi.ADMIN);
        admin.post("/console/projects/mine/env", "name", "A", "value", "b");

        HttpResponse<String> refused = admin.post("/console/projects/mine/restart");

        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().contains("nothing to restart. <code>mvn shuttle:deploy</code>"), refused.body());
        assertTrue(refused.body().contains("href=\"/console/projects/mine\""), refused.body());
        assertTrue(
                api.send(
                                "POST",
                                "/console/projects/mine/restart",
                                null,
                                "token=" + admin.token(),
                                "Cookie",
                                admin.cookie(),
                                "Origin",
                                admin.origin(),
                                "Referer",
                                admin.origin() + "/console/projects/mine/log?source=service")
                        .body()
                        .contains("href=\"/console/projects/mine/log\""),
                "back to the page that the form was on");
        assertEquals(
                422,
                admin.post("/console/projects/mine/env", "name", "bad name <b>", "value", "x")
                        .statusCode());
        String longest = "N".repeat(5000);
        assertEquals(
                422,
                admin.post("/console/projects/mine/secrets", "name", longest, "value", "x")
                        .statusCode());
    }
}
