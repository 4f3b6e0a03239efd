package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A project at work, told by the API and shown by the console: metrics, log, databases, and the platform itself. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ObservationIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static final Scratch FILES = certificate();

    private static final Path CERTIFICATES = FILES.folder();

    /** With certificates from files, one of which ends soon, and a collector that is away. */
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults()
            .with("SHUTTLE_TLS_CERTIFICATE", CERTIFICATES.resolve("chain.pem").toString())
            .with("SHUTTLE_TLS_KEY", CERTIFICATES.resolve("key.pem").toString())
            .with("SHUTTLE_TLS_PORT", "0")
            .with("SHUTTLE_HTTPS_REDIRECT", "false")
            .with("SHUTTLE_OTLP_ENDPOINT", "http://127.0.0.1:9")
            .with("SHUTTLE_OTLP_METRICS_EVERY", "PT1S");

    private static final Visitor VISITOR = new Visitor(SERVER);

    private static ConsoleBrowser browser;

    private final Api api = new Api(SERVER);

    private static Scratch certificate() {
        try {
            Scratch files = new Scratch();
            SelfSigned.write(files.folder(), "observed", "a-domain-of-some-length.example.com", 10);
            return files;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void open() {
        browser = ConsoleBrowser.of(SERVER);
    }

    @AfterAll
    static void close() throws Exception {
        FILES.close();
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    @Order(1)
    void aLinkSignsInOnceAndLeavesNothingInTheAddress(@TempDir Path folder) throws Exception {
        api.secret("shop", "TOKEN", "the secret value");
        api.deploys("shop", App.copy("infra", folder));
        for (int i = 0; i < 200; i++) {
            VISITOR.read("shop");
        }
        String token =
                Api.json(api.post("/sign-in-links", "").body()).get("token").asText();

        browser.open("/console/link#" + token);

        browser.comesTo("/console");
        browser.sees("shop");
        assertFalse(browser.path().contains(token));
        browser.open("/console/link#" + token);
        browser.sees("This link has expired");
    }

    @Test
    @Order(2)
    void metricsOfTheServiceAreToldAndDrawn() throws Exception {
        JsonNode point = Await.until(
                "the first points",
                LIMIT,
                () -> api.get("/projects/shop/metrics?range=15m").get("total"),
                total -> total.has("requests") && total.get("requests").asLong() >= 200);
        assertEquals(0, point.get("serverError").asLong());
        assertTrue(point.get("p50Millis").asDouble() > 0, point::toString);
        assertTrue(point.get("memoryBytes").asLong() > 10 << 20, point::toString);

        browser.open("/console");
        Await.until("the numbers at a glance", LIMIT, browser::text, text -> text.contains("MiB"));
        browser.open("/console");
        Object paint = Await.until(
                "a first paint",
                LIMIT,
                () -> browser.run("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"),
                time -> time != null);
        Object bytes = browser.run("return performance.getEntriesByType('navigation').concat("
                + "performance.getEntriesByType('resource')).reduce((sum, each) => sum + each.encodedBodySize, 0)");
        System.out.println("The page of projects: first paint after " + paint + " ms, " + bytes + " bytes");
        assertTrue(((Number) bytes).longValue() < 100 << 10, bytes + " bytes");
        browser.open("/console/projects/shop/metrics");
        Await.until(
                "four charts",
                LIMIT,
                () -> browser.run("return document.querySelectorAll('.chart canvas').length"),
                n -> n.equals(4L));
        browser.sees("Requests a second");
        looks("metrics");
        browser.run("document.getElementById('table').open = true");
        browser.sees("Processors");
        browser.ranNothingOfOthers();
    }

    @Test
    @Order(3)
    void theLogGoesOnAndNothingInItSteersOrRuns() throws Exception {
        browser.open("/console/projects/shop/log");
        Await.until("lines", LIMIT, browser::text, text -> text.matches("(?s).*[1-9]\\d* lines.*"));
        print("\u001b[31mred\u001b[0m <img src=x onerror=window.pwned=1> \u202eback");
        browser.sees("red <img src=x onerror=window.pwned=1>");
        looks("log");
        browser.run("var e = document.querySelector('[name=search]'); e.value = 'ONERROR';"
                + " e.dispatchEvent(new Event('input'))");
        Await.until("one line", LIMIT, browser::text, text -> text.matches("(?s).*\\b1 line\\b.*"));
        browser.run("var e = document.querySelector('[name=search]'); e.value = 'nowhere in it';"
                + " e.dispatchEvent(new Event('input'))");
        Await.until(
                "a word instead of lines",
                LIMIT,
                () -> browser.run("return document.getElementById('log').dataset.none"),
                "No line matches."::equals);
        assertEquals(
                true,
                browser.run("return document.getElementById('log').getBoundingClientRect().bottom <= innerHeight"),
                "the newest line is in sight on a desk");
        browser.open("/console/projects/shop/log?source=build&search=x");
        browser.ranNothingOfOthers();
    }

    @Test
    @Order(4)
    void ofAHundredThousandLinesOnlyThoseInSightAreInThePage() throws Exception {
        browser.open("/console/projects/shop/log");
        Await.until("lines", LIMIT, browser::text, text -> text.matches("(?s).*[1-9]\\d* lines.*"));
        browser.run(
                "window.longest = 0; var before = performance.now(); (function look() { var now = performance.now();"
                        + " window.longest = Math.max(window.longest, now - before); before = now;"
                        + " requestAnimationFrame(look); }())");
        for (int i = 1; i <= 6; i++) {
            print(numbered(i * 20_000, 20_000) + "part " + i);
            browser.sees("part " + i);
        }

        Await.until("100,000 lines", LIMIT, browser::text, text -> text.matches("(?s).*(9\\d|100),\\d{3} lines.*"));
        long rows = (Long) browser.run("return document.querySelectorAll('.log-row').length");
        assertTrue(rows < 200, rows + " rows are in the page");
        double longest = ((Number) browser.run("return window.longest")).doubleValue();
        System.out.println("Longest time between two frames while 120,000 lines came: " + longest + " ms");
        assertTrue(longest < 5_000, longest + " ms between two frames");
    }

    private static String numbered(int first, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("line ").append(first + i).append('\n');
        }
        return lines.toString();
    }

    /** On its standard output. */
    private static void print(String text) throws Exception {
        new Infra(VISITOR, "shop").ask("/print", text);
    }

    @Test
    @Order(5)
    void aDatabaseIsToldWithItsSlowestStatements() throws Exception {
        Infra infra = new Infra(VISITOR, "shop");
        infra.sql("CREATE TABLE orders AS SELECT generate_series(1, 2000) AS id");
        infra.sql("SELECT count(*) FROM orders a, orders b WHERE a.id + b.id = 3");
        infra.sql("SELECT max(id) FROM orders");
        JsonNode told = api.get("/projects/shop/resources/postgres/default/statistics");
        assertTrue(told.get("bytes").asLong() > 1 << 20, told::toString);
        assertEquals(65, told.get("mostConnections").asLong());
        assertTrue(told.get("statements").isArray(), told::toString);

        browser.open("/console/projects/shop/databases");

        browser.sees("PostgreSQL default");
        browser.sees("mvn shuttle:connect -Dshuttle.project=shop -Dshuttle.resource=postgres:default");
        looks("databases");
    }

    @Test
    @Order(6)
    void thePlatformTellsHowItIs() throws Exception {
        JsonNode status = api.get("/status");
        assertEquals(1, status.get("projects").asLong());
        assertEquals(1, status.get("hosts").asLong());
        assertTrue(status.get("disk").get("free").asLong() > 0);
        browser.open("/console/platform");
        browser.sees("Builds in progress");
        browser.sees("CN=observed");
        browser.sees(CERTIFICATES.resolve("chain.pem").toString());
        browser.sees("The receiver of SHUTTLE_OTLP_ENDPOINT does not take metrics: connection refused");
        browser.sees("Spans exported");
        looks("platform");
        String scrape = api.send(api.to("/metrics")).body();
        for (String series : List.of("shuttle_cpu_seconds_total", "shuttle_memory_bytes", "shuttle_restarts_total")) {
            assertTrue(scrape.contains(series + "{project=\"shop\"}"), series);
        }
    }

    @Test
    @Order(7)
    void aDeletedProjectLeavesNoMetrics() throws Exception {
        Path file = SERVER.home().resolve("metrics/shop.metrics");
        assertTrue(Files.exists(file));
        assertEquals(204, api.delete("/projects/shop?wait=true").statusCode());
        assertFalse(Files.exists(file));
    }

    /** Charts follow the size of the window with its next frame. */
    private static void fits() throws Exception {
        Await.until(
                "charts of this size",
                LIMIT,
                () -> browser.run("return Array.from(document.querySelectorAll('.chart')).every(each =>"
                        + " Math.abs(each.querySelector('.u-wrap').clientWidth - each.clientWidth + 24) < 2)"),
                Boolean.TRUE::equals);
    }

    /** Fits phones and desks, and is for all people. */
    private static void looks(String name) throws Exception {
        browser.looks(name, (width, theme) -> {
            fits();
            browser.isAccessible();
        });
    }
}
