package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.shuttle.Isolation;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.EntryPoint.Kind;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.plan.ServicePlan;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanReportTest {

    private static final ProjectName SHOP = new ProjectName("shop");
    private static final URI URL = URI.create("http://shop.localhost:8000");

    @Test
    void showsWhatADeployWouldChange() throws Exception {
        ServerState state = new ServerState(
                URL,
                "dedicated",
                List.of(ResourceRequest.of("redis", "default"), ResourceRequest.of("folder", "uploads")),
                List.of(),
                Set.of("OLD"));

        PlanReport report = report(Isolation.DEFAULT, state);

        assertEquals(
                List.of(
                        "project      shop",
                        "entry point  com.example.App.main(DataSource, URI, String)",
                        "route        http://shop.localhost:8000",
                        "isolation    dedicated",
                        "+ postgres default",
                        "= redis default",
                        "! secret API_KEY (not set: mvn shuttle:secrets -Dshuttle.set=API_KEY)",
                        "- folder uploads (kept, no longer used)"),
                report.lines());
        assertEquals(
                "{\"project\":\"shop\",\"entryPoint\":\"com.example.App.main(DataSource, URI, String)\","
                        + "\"url\":\"http://shop.localhost:8000\",\"isolation\":\"dedicated\",\"changes\":["
                        + "{\"action\":\"create\",\"type\":\"postgres\",\"name\":\"default\"},"
                        + "{\"action\":\"keep\",\"type\":\"redis\",\"name\":\"default\"},"
                        + "{\"action\":\"missing\",\"type\":\"secret\",\"name\":\"API_KEY\"},"
                        + "{\"action\":\"unused\",\"type\":\"folder\",\"name\":\"uploads\"}],"
                        + "\"missingSecrets\":[\"API_KEY\"],\"changed\":true,\"notes\":[]}",
                Json.MAPPER.writeValueAsString(report.document()));
    }

    @Test
    void knowsThatNothingChanges() {
        ServerState state = new ServerState(
                URL,
                "dedicated",
                List.of(ResourceRequest.of("redis", "default"), ResourceRequest.of("postgres", "default")),
                List.of(),
                Set.of("API_KEY"));

        assertEquals(false, report(Isolation.DEFAULT, state).isChange());
    }

    @Test
    void keepsWhatIsAttachedWhateverTheCodeAsksFor() {
        ResourceRequest uploads = ResourceRequest.of("folder", "uploads");
        ServerState state = new ServerState(URL, "dedicated", List.of(uploads), List.of(uploads), Set.of());

        List<String> lines = report(Isolation.DEFAULT, state).lines();

        assertEquals("= folder uploads", lines.get(lines.size() - 1));
    }

    @Test
    void saysWhereANewProjectWouldAnswerAndTheIsolationThatTheControlPlaneHas() {
        PlanReport report = report(Isolation.SHARED, new ServerState(URL, "dedicated", List.of(), List.of(), Set.of()));

        assertEquals(
                List.of(
                        "route        http://shop.localhost:8000",
                        "isolation    dedicated",
                        "+ postgres default",
                        "+ redis default"),
                report.lines().subList(2, 6));
    }

    @Test
    void withoutAControlPlaneItShowsWhatTheCodeAsksFor() throws Exception {
        PlanReport report = report(Isolation.DEFAULT, null);

        assertNull(report.isChange());
        assertEquals(
                List.of("? postgres default", "? redis default", "? secret API_KEY"),
                report.lines().subList(4, 7));
        assertEquals(
                "{\"action\":\"unknown\",\"type\":\"postgres\",\"name\":\"default\"}",
                Json.MAPPER.valueToTree(report.document()).at("/changes/0").toString());
    }

    private static PlanReport report(Isolation isolation, @Nullable ServerState state) {
        EntryPoint main = new EntryPoint(
                "com.example.App",
                "(Ljavax/sql/DataSource;Ljava/net/URI;Ljava/lang/String;)V",
                List.of(
                        resource("javax.sql.DataSource", "postgres", "default"),
                        resource("java.net.URI", "redis", "default"),
                        resource("java.lang.String", "secret", "API_KEY")),
                Returns.NOTHING);
        ServicePlan plan = new ServicePlan("web", "shop", main, "", isolation, "", 1, false, List.of(), List.of());
        return new PlanReport(SHOP, plan, state);
    }

    private static Parameter resource(String type, String kind, String name) {
        return new Parameter(type, Kind.RESOURCE, ResourceRequest.of(kind, name));
    }
}
