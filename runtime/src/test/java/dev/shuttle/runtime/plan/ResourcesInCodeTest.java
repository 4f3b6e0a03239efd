package dev.shuttle.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.runtime.CompiledApp;
import dev.shuttle.runtime.plan.EntryPoint.Kind;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesInCodeTest {
    @TempDir
    Path directory;

    @Test
    void becomeRequestsWithNameAndType() throws Exception {
        ServicePlan plan = plan(
                app(
                        """
                public static void main(@Postgres DataSource one, @Postgres("orders") String two, @Redis URI three,
                    @Folder("up-1") Path four, @Secret("API_KEY") String five, @Port int port) {}
                """));

        assertEquals(
                List.of(
                        ResourceRequest.of("postgres", "default"),
                        ResourceRequest.of("postgres", "orders"),
                        ResourceRequest.of("redis", "default"),
                        ResourceRequest.of("folder", "up-1"),
                        ResourceRequest.of("secret", "API_KEY")),
                plan.resources());
        assertEquals(
                new Parameter("javax.sql.DataSource", Kind.RESOURCE, ResourceRequest.of("postgres", "default")),
                plan.entryPoint().parameters().get(0));
    }

    @Test
    void areOneWhereSeveralParametersNameTheSame() throws Exception {
        ServicePlan plan = plan(
                app(
                        """
                public static void main(@Postgres DataSource one, @Postgres DatabaseConnection two,
                    @Secret(value = "A", required = false) String three, @Secret("A") String four,
                    @Secret(value = "B", required = false) String five) {}
                """));

        assertEquals(
                List.of(
                        ResourceRequest.of("postgres", "default"),
                        ResourceRequest.of("secret", "A"),
                        new ResourceRequest("secret", "B", false, "")),
                plan.resources());
        assertEquals(5, plan.entryPoint().parameters().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Redis String r",
                "@Redis RedisConnection r",
                "@Postgres DatabaseConnection d",
                "@Deprecated @Folder Path f"
            })
    void haveSeveralTypes(String parameter) throws Exception {
        assertEquals(
                1,
                plan(app("public static void main(" + parameter + ") {}"))
                        .resources()
                        .size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@Postgres int n | app.App.main, parameter `n` of type int: @Postgres is available as javax.sql.DataSource,"
                        + " dev.shuttle.DatabaseConnection or String. Write for example `@Postgres DataSource`.",
                "@Redis Long n | of type java.lang.Long: @Redis is available as java.net.URI, String,",
                "@Folder String f | @Folder is available as java.nio.file.Path. Write for example `@Folder Path`.",
                "@Secret(\"A\") int s | @Secret is available as String. Write for example `@Secret(\"NAME\") String`.",
                "DataSource d | Did you mean `@Postgres DataSource`?",
                "URI u | Did you mean `@Redis URI`?",
                "Path p | Did you mean `@Folder Path`?",
                "String s | Did you mean `@Secret(\"NAME\") String`?",
                "@Postgres @Redis String s | it carries @Postgres and @Redis, and can have only one of them",
                "@Port @Postgres int n | it carries @Port and @Postgres, and can have",
                "@Postgres(\"Orders\") String s | @Postgres(\"Orders\") is not a valid resource name",
                "@Redis(\"a-\") String s | @Redis(\"a-\") is not a valid resource name",
                "@Folder(\"a23456789012345678901234567890123\") Path p | has at most 32 characters",
                "@Secret(\"\") String s | @Secret has no name",
                "@Secret(\"A-B\") String s | @Secret(\"A-B\") is not a valid secret name",
                "@Secret(\"9\") String s | is not a valid secret name",
            })
    void areRefusedByName(String parameter, String expected) throws Exception {
        List<String> faults = faults(app("public static void main(" + parameter + ") {}"));

        assertEquals(1, faults.size(), faults.toString());
        assertTrue(faults.get(0).contains(expected), faults.toString());
        assertTrue(faults.get(0).endsWith("."), faults.toString());
    }

    @Test
    void areRefusedAllAtOnce() throws Exception {
        List<String> faults =
                faults(app("public static void main(@Postgres(\"A\") int one, @Redis Long two, DataSource three,"
                        + " @Secret(\"\") Path four) {}"));

        assertEquals(6, faults.size(), faults.toString());
    }

    @Test
    void areReadFromClassFilesOfANewerJava() throws Exception {
        CompiledApp app = CompiledApp.of(directory, app("public static void main(@Geo(\"x\") String s) {}"), GEO);
        for (String name : List.of("app/App.class", "app/Geo.class", "app/Geo$Provider.class")) {
            Path file = app.classes().resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            bytes[7] = 99;
            Files.write(file, bytes);
        }

        assertEquals(
                List.of(new ResourceRequest("app.Geo", "x", true, "app.Geo$Provider")),
                Analysis.of(List.of(module(app))).resources());
    }

    @ParameterizedTest
    @CsvSource({"@Geo, places", "@Geo(\"x\"), x", "@Geo(size = 3), places", "@Plain, default"})
    void mayBeTheAppsOwn(String annotation, String name) throws Exception {
        ServicePlan plan = plan(app("public static void main(" + annotation + " String s) {}"), GEO, PLAIN);

        assertEquals(name, plan.resources().get(0).name());
        assertTrue(plan.resources().get(0).isCustom());
    }

    @Test
    void ofTheAppsOwnMayBeASupertypeOfWhatIsProvided() throws Exception {
        assertEquals(
                1,
                plan(app("public static void main(@Geo CharSequence s) {}"), GEO)
                        .resources()
                        .size());
    }

    @Test
    void leavesAnnotationsOfOtherMeaningAlone() throws Exception {
        String other =
                """
                package app;
                import java.lang.annotation.*;
                @Retention(RetentionPolicy.RUNTIME) public @interface Other { Class<?>[] value() default {}; }
                """;

        ServicePlan plan = plan(app("public static void main(@Other(String[].class) @Port int port) {}"), other);

        assertEquals(List.of(), plan.resources());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@Retention(RetentionPolicy.RUNTIME) | '' | '' | @Retention(RetentionPolicy.RUNTIME) on app.Geo",
                "String.class | Thread.class | '' | @Geo is available as java.lang.Thread. Write for example `@Geo Thread`",
                "implements dev.shuttle.ResourceProvider<Geo, String> | '' | raw | does not implement dev.shuttle.ResourceProvider",
                "// | Provider() {} | '' | Make it a public class",
                "int size() default 1; | '' | gone | no class file of app.Geo$Provider",
                "String s | '' | named | @Geo(\"Bad Name\") is not a valid resource name",
            })
    void ofTheAppsOwnAreRefusedByName(String from, String to, String how, String expected) throws Exception {
        String use = how.equals("named") ? "@Geo(\"Bad Name\")" : "@Geo";
        String geo = from.equals("String s") || how.equals("raw") ? GEO : GEO.replace(from, to);
        CompiledApp app = CompiledApp.of(directory, app("public static void main(" + use + " String s) {}"), geo);
        Path provider = app.classes().resolve("app/Geo$Provider.class");
        if (how.equals("gone")) {
            Files.delete(provider);
        }
        if (how.equals("raw")) {
            CompiledApp other = CompiledApp.of(
                    directory, "package app; public @interface Geo { class Provider { public Provider() {} } }");
            Files.copy(
                    other.classes().resolve("app/Geo$Provider.class"),
                    provider,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }

        List<String> faults = faults(app);

        assertEquals(1, faults.size(), faults.toString());
        assertTrue(faults.get(0).contains(expected), faults.toString());
        assertTrue(faults.get(0).startsWith("app.App.main, parameter `s` of type java.lang.String: "));
    }

    @Test
    void areFoundWithoutRunningAnything() throws Exception {
        Path trace = directory.resolve("trace");
        String writes = "static int trace() { try { java.nio.file.Files.createFile(java.nio.file.Path.of(\"" + trace
                + "\")); } catch (java.io.IOException e) { } return 1; }\n";
        String geo = GEO.replace(
                "int size() default 1;",
                "int size() default 1; int X = Provider.trace(); class Holder { static int Y = Provider.trace(); }");
        geo = geo.replace("//", writes + "static { trace(); }");

        ServicePlan plan = plan(
                app(writes + "static { trace(); }\npublic static void main(@Geo String s, @Postgres DataSource d) {}"),
                geo);

        assertEquals(2, plan.resources().size());
        assertFalse(Files.exists(trace));
    }

    private static final String GEO =
            """
            package app;
            import java.lang.annotation.*;
            import java.util.Map;
            @Target(ElementType.PARAMETER)
            @Retention(RetentionPolicy.RUNTIME)
            @dev.shuttle.ProvidedBy(value = Geo.Provider.class, types = String.class)
            public @interface Geo {
                String value() default "places";
                int size() default 1;
                public static class Provider implements dev.shuttle.ResourceProvider<Geo, String> {
                    //
                    public Map<String, String> provision(Geo geo, dev.shuttle.ResourceContext context) { return Map.of(); }
                    public String open(Geo geo, dev.shuttle.ResourceContext context, Map<String, String> o) { return ""; }
                }
            }
            """;

    private static final String PLAIN =
            """
            package app;
            import java.lang.annotation.*;
            @Retention(RetentionPolicy.RUNTIME)
            @dev.shuttle.ProvidedBy(Geo.Provider.class)
            public @interface Plain {}
            """;

    private static String app(String body) {
        return """
                package app;
                import dev.shuttle.*;
                import java.net.URI;
                import java.nio.file.Path;
                import javax.sql.DataSource;
                @ShuttleService
                public class App {
                %s
                }
                """
                .formatted(body);
    }

    private ServicePlan plan(String... sources) throws IOException, PlanException {
        return Analysis.of(List.of(module(CompiledApp.of(directory, sources))));
    }

    private List<String> faults(String... sources) throws IOException {
        return faults(CompiledApp.of(directory, sources));
    }

    private static List<String> faults(CompiledApp app) {
        return assertThrows(PlanException.class, () -> Analysis.of(List.of(module(app))))
                .faults();
    }

    private static ModuleClasses module(CompiledApp app) {
        return new ModuleClasses("web", app.classes(), List.of(CompiledApp.api()));
    }
}
