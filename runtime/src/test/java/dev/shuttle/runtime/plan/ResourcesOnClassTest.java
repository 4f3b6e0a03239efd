package dev.shuttle.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.runtime.CompiledApp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcesOnClassTest {
    private static final String PROGRAM = "public static void main(String[] args) {}";

    private static final ResourceRequest DATABASE = ResourceRequest.of("postgres", "default");

    @TempDir
    Path directory;

    @Test
    void becomeRequestsOfAProgram() throws Exception {
        ServicePlan plan = plan(app(
                "@ShuttleService @Postgres @Redis(\"cache\") @Folder @Secret(value = \"KEY\", required = false)",
                PROGRAM));

        assertEquals(
                List.of(
                        DATABASE,
                        ResourceRequest.of("redis", "cache"),
                        ResourceRequest.of("folder", "default"),
                        new ResourceRequest("secret", "KEY", false, "")),
                plan.resources());
        assertEquals(plan.resources(), plan.onClass());
        assertTrue(plan.entryPoint().isProgram());
    }

    @Test
    void mayBeSeveralOfAKind() throws Exception {
        ServicePlan plan = plan(app(
                "@ShuttleService @Postgres @Postgres(\"audit\") @Secret(\"A\") @Secret(value = \"B\", required = false)",
                PROGRAM));

        assertEquals(
                List.of(
                        DATABASE,
                        ResourceRequest.of("postgres", "audit"),
                        ResourceRequest.of("secret", "A"),
                        new ResourceRequest("secret", "B", false, "")),
                plan.onClass());
    }

    @Test
    void areOneWithTheSameAsAParameter() throws Exception {
        ServicePlan plan = plan(app(
                "@ShuttleService @Secret(\"A\") @Postgres",
                "public static void main(@Secret(value = \"A\", required = false) String a, @Folder Path f) {}"));

        assertEquals(
                List.of(ResourceRequest.of("secret", "A"), ResourceRequest.of("folder", "default"), DATABASE),
                plan.resources());
        assertEquals(List.of(ResourceRequest.of("secret", "A"), DATABASE), plan.onClass());
    }

    @Test
    void countOnTheMainClassOfAProgramWithoutOurAnnotation() throws Exception {
        assertEquals(List.of(DATABASE), plan(app("@Postgres", PROGRAM)).onClass());
    }

    @Test
    void countOnTheMainClassThatThePackagedManifestOrTheUserNames() throws Exception {
        CompiledApp app = CompiledApp.of(directory, app("@Postgres", PROGRAM), other("Tool"));

        assertEquals(
                List.of(DATABASE),
                Analysis.of(List.of(
                                new ModuleClasses("web", app.classes(), List.of(CompiledApp.api()), () -> "app.App")))
                        .onClass());
        assertEquals(
                List.of(DATABASE),
                Analysis.of(List.of(module(app)), new NamedMain("app.App", null, "-Dshuttle.main"))
                        .onClass());
        assertEquals(
                List.of(),
                Analysis.of(List.of(module(app)), new NamedMain("app.Tool", null, "-Dshuttle.main"))
                        .onClass());
    }

    @Test
    void countOnTheClassBesideWhichKotlinPutsTheMain() throws Exception {
        CompiledApp app = CompiledApp.of(directory, app("@Postgres", ""), other("AppKt"));

        ServicePlan plan = Analysis.of(List.of(module(app)));

        assertEquals(List.of(DATABASE), plan.onClass());
        assertEquals(1, plan.notes().size(), plan.notes().toString());
    }

    @Test
    void onAnotherClassHaveNoEffectWhichANoteSays() throws Exception {
        ServicePlan plan = plan(
                app("@ShuttleService", PROGRAM), "package app; @dev.shuttle.Postgres(\"x\") class Configuration {}");

        assertEquals(List.of(), plan.resources());
        assertEquals(
                List.of("@Postgres on app.Configuration has no effect: it belongs on the main class, app.App."),
                plan.notes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@Postgres(\"Orders\") | app.App: @Postgres(\"Orders\") is not a valid resource name",
                "@Folder(\"a_b\") @Folder | app.App: @Folder(\"a_b\") is not a valid resource name",
                "@Secret(\"\") | app.App: @Secret has no name",
                "@Secret(\"A-B\") | app.App: @Secret(\"A-B\") is not a valid secret name",
                "@Redis @Redis | app.App: @Redis(\"default\") stands there twice. Keep one.",
                "@Secret(\"PORT\") | app.App: @Secret(\"PORT\") would be an environment variable that Shuttle sets itself.",
                "@Secret(\"SHUTTLE_FOLDER\") | would be an environment variable that Shuttle sets itself.",
            })
    void areRefusedByName(String annotations, String expected) throws Exception {
        List<String> faults = faults(app("@ShuttleService " + annotations, PROGRAM));

        assertEquals(1, faults.size(), faults.toString());
        assertTrue(faults.get(0).contains(expected), faults.toString());
        assertTrue(faults.get(0).endsWith("."), faults.toString());
    }

    @Test
    void areRefusedTogetherWithWhatElseIsWrong() throws Exception {
        List<String> faults = faults(app("@ShuttleService(instances = 0) @Postgres(\"A\") @Redis(\"B\")", PROGRAM));

        assertEquals(3, faults.size(), faults.toString());
    }

    @Test
    void onAParameterCanBeOneOnly() throws Exception {
        List<String> faults =
                faults(app("@ShuttleService", "public static void main(@Postgres @Postgres(\"audit\") String s) {}"));

        assertEquals(1, faults.size(), faults.toString());
        assertTrue(faults.get(0).contains("it carries @Postgres and @Postgres"), faults.toString());
    }

    private static String app(String annotations, String body) {
        return """
                package app;
                import dev.shuttle.*;
                import java.nio.file.Path;
                %s
                public class App {
                %s
                }
                """
                .formatted(annotations, body);
    }

    private static String other(String name) {
        return "package app; public class " + name + " { " + PROGRAM + " }";
    }

    private ServicePlan plan(String... sources) throws IOException, PlanException {
        return Analysis.of(List.of(module(CompiledApp.of(directory, sources))));
    }

    private List<String> faults(String... sources) throws IOException {
        CompiledApp app = CompiledApp.of(directory, sources);
        return assertThrows(PlanException.class, () -> Analysis.of(List.of(module(app))))
                .faults();
    }

    private static ModuleClasses module(CompiledApp app) {
        return new ModuleClasses("web", app.classes(), List.of(CompiledApp.api()));
    }
}
