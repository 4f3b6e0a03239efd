package dev.shuttle.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.Isolation;
import dev.shuttle.runtime.CompiledApp;
import dev.shuttle.runtime.plan.EntryPoint.Kind;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalysisTest {
    @TempDir
    Path directory;

    @Test
    void readsTheAnnotationAndTheEntryPoint() throws Exception {
        ServicePlan plan = plan(
                """
                package app;
                import dev.shuttle.*;
                import java.net.*;
                @ShuttleService(name = "shop", health = "/up", isolation = Isolation.DEDICATED, sleepAfter = "PT5M", instances = 2, replace = true)
                public class App {
                    public static void main(InetSocketAddress address, @Port int port, ServiceInfo info, String[] args) {}
                }
                """);

        assertEquals("web", plan.module());
        assertEquals("shop", plan.name());
        assertEquals("/up", plan.health());
        assertTrue(plan.replace());
        assertEquals(Isolation.DEDICATED, plan.isolation());
        assertEquals("PT5M", plan.sleepAfter());
        assertEquals(2, plan.instances());
        assertEquals("app.App", plan.entryPoint().className());
        assertEquals(
                "(Ljava/net/InetSocketAddress;ILdev/shuttle/ServiceInfo;[Ljava/lang/String;)V",
                plan.entryPoint().descriptor());
        assertEquals(
                List.of(
                        new Parameter("java.net.InetSocketAddress", Kind.ADDRESS),
                        new Parameter("int", Kind.PORT),
                        new Parameter("dev.shuttle.ServiceInfo", Kind.SERVICE_INFO),
                        new Parameter("java.lang.String[]", Kind.ARGUMENTS)),
                plan.entryPoint().parameters());
    }

    @Test
    void notesTheAttributesThatHaveNoEffectYet() throws Exception {
        ServicePlan plan = plan(
                """
                package app;
                import dev.shuttle.*;
                @ShuttleService(isolation = Isolation.SHARED, sleepAfter = "PT5M", instances = 3)
                public class App {
                    public static void main(@Port int port) {}
                }
                """);

        assertEquals(
                List.of(
                        "instances = 3 has no effect yet: one instance runs.",
                        "sleepAfter = \"PT5M\" has no effect yet: the service never sleeps.",
                        "isolation = SHARED has no effect yet:"
                                + " the service runs where the control plane puts all others."),
                plan.notes());
    }

    @Test
    void notesNothingOfAttributesThatAreAsTheyAreByDefault() throws Exception {
        ServicePlan plan = plan(
                """
                package app;
                import dev.shuttle.*;
                @ShuttleService(isolation = Isolation.DEDICATED, sleepAfter = "", instances = 1)
                public class App {
                    public static void main(@Port int port) {}
                }
                """);

        assertEquals(List.of(), plan.notes());
    }

    @Test
    void takesTheModulesNameWithoutOneInTheAnnotation() throws Exception {
        ServicePlan plan = plan(app("public static void main() {}"));

        assertEquals("web", plan.name());
        assertEquals("", plan.health());
        assertFalse(plan.replace());
        assertEquals(1, plan.instances());
        assertEquals(Isolation.DEFAULT, plan.isolation());
    }

    @Test
    void runsNothingOfTheApp() throws Exception {
        Path trace = directory.resolve("trace");

        plan(app("static { try { java.nio.file.Files.createFile(java.nio.file.Path.of(\"" + trace
                + "\")); } catch (java.io.IOException e) { } }\n"
                + "public static class Own implements AutoCloseable { public void close() {} }\n"
                + "public static Own main() { return null; }"));

        assertFalse(Files.exists(trace));
    }

    @ParameterizedTest
    @CsvSource({
        "dev.shuttle.Service, SERVICE",
        "com.sun.net.httpserver.HttpHandler, HTTP_HANDLER",
        "java.io.Closeable, CLOSEABLE",
        "java.net.ServerSocket, CLOSEABLE",
        "App.Both, SERVICE",
        "App.Deep, HTTP_HANDLER",
        "void, NOTHING"
    })
    void knowsHowToServeWhatMainReturns(String type, Returns expected) throws Exception {
        String body = type.equals("void") ? "{}" : "{ return null; }";

        ServicePlan plan = plan(app(
                """
                public interface Deeper extends com.sun.net.httpserver.HttpHandler, AutoCloseable {}
                public static abstract class Base implements Deeper {}
                public static abstract class Deep extends Base {}
                public static abstract class Both implements com.sun.net.httpserver.HttpHandler, dev.shuttle.Service {}
                public static %s main() %s
                """
                        .formatted(type, body)));

        assertEquals(expected, plan.entryPoint().returns());
    }

    @Test
    void findsSupertypesInJars() throws Exception {
        CompiledApp library = CompiledApp.of(directory, "package io.javalin; public class Javalin {}");
        Path jar = jar(library.classes());
        CompiledApp app = CompiledApp.of(
                directory,
                List.of("-cp", CompiledApp.api() + ":" + jar),
                """
                package app;
                @dev.shuttle.ShuttleService
                public class App { public static io.javalin.Javalin main() { return null; } }
                """);

        ServicePlan plan = Analysis.of(List.of(new ModuleClasses("web", app.classes(), List.of(jar))));

        assertEquals(Returns.JAVALIN, plan.entryPoint().returns());
    }

    @Test
    void namesTheClassThatIsMissingOnTheClassPath() throws Exception {
        CompiledApp library = CompiledApp.of(
                directory, "package lib; public class Server implements AutoCloseable { public void close() {} }");
        CompiledApp app = CompiledApp.of(
                directory,
                List.of("-cp", CompiledApp.api() + ":" + library.classes()),
                """
                package app;
                @dev.shuttle.ShuttleService
                public class App { public static lib.Server main() { return null; } }
                """);

        List<String> faults = faults(new ModuleClasses("web", app.classes(), List.of()));

        assertTrue(faults.get(0).contains("app.App.main returns lib.Server"), faults.toString());
        assertTrue(faults.get(0).contains("no class file of lib.Server"), faults.toString());
    }

    @Test
    void readsClassFilesOfANewerJava() throws Exception {
        CompiledApp app = CompiledApp.of(directory, app("public static void main() {}"));
        Path file = app.classes().resolve("app/App.class");
        byte[] bytes = Files.readAllBytes(file);
        bytes[6] = 0;
        bytes[7] = 99;
        Files.write(file, bytes);

        assertEquals("app.App", Analysis.of(List.of(module(app))).entryPoint().className());
    }

    @Test
    void anotherMainWinsOverTheProgramsOwn() throws Exception {
        ServicePlan plan = plan(app("public static void main(String[] args) {}\n"
                + "public static AutoCloseable main(java.net.InetSocketAddress address) { return null; }"));

        assertEquals(Returns.CLOSEABLE, plan.entryPoint().returns());
    }

    @Test
    void refusesTwoOtherMains() throws Exception {
        assertOneFault(
                "app.App has 2 methods named main",
                app(
                        "public static void main(String[] args) {}\n"
                                + "public static void main() {}\npublic static void main(java.net.InetSocketAddress address) {}"));
    }

    @Test
    void refusesAMainThatIsNotPublic() throws Exception {
        assertOneFault("app.App.main is not public. Write `public static", app("static void main() {}"));
    }

    @Test
    void refusesAMainThatIsNotStatic() throws Exception {
        assertOneFault("app.App.main is not static. Write `public static", app("public void main() {}"));
    }

    @Test
    void refusesAnAnnotatedClassWithoutMain() throws Exception {
        assertOneFault("app.App has no `public static main`", app(""));
    }

    @Test
    void reportsAllFaultsAtOnce() throws Exception {
        List<String> faults = faults(
                module(
                        CompiledApp.of(
                                directory,
                                """
                package app;
                import dev.shuttle.*;
                @ShuttleService(health = "up", sleepAfter = "1 minute", instances = 0)
                public class App {
                    static Thread main(java.util.List<String> list, int port, @Port long other,
                            @Postgres javax.sql.DataSource db, @Secret("KEY") String key) { return null; }
                }
                """)));

        assertEquals(8, faults.size(), faults.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@dev.shuttle.Port long port | `port` of type long: @Port belongs on an int",
                "int port | An int is provided only as `@Port int`",
                "java.util.List<String>[] lists | `lists` of type java.util.List[]: Shuttle cannot provide this type",
            })
    void refusesAParameterByName(String parameter, String expected) throws Exception {
        assertOneFault(expected, app("public static void main(long[] first, " + parameter + ") {}"), 2, 1);
    }

    @Test
    void numbersAParameterWithoutAName() throws Exception {
        CompiledApp app =
                CompiledApp.of(directory, List.of("-g:none"), app("public static void main(double d, long l) {}"));

        List<String> faults = faults(module(app));

        assertTrue(faults.get(1).contains("parameter number 2 of type long"), faults.toString());
    }

    @Test
    void knowsParametersNamesWithoutDebugInformationToo() throws Exception {
        CompiledApp app = CompiledApp.of(
                directory, List.of("-g:none", "-parameters"), app("public static void main(double d, long l) {}"));

        assertTrue(faults(module(app)).get(1).contains("parameter `l` of type long"));
    }

    @Test
    void refusesTwoServicesAndNamesBoth() throws Exception {
        ModuleClasses one = new ModuleClasses(
                "one",
                CompiledApp.of(directory, app("public static void main() {}")).classes(),
                List.of());
        ModuleClasses two = new ModuleClasses(
                "two",
                CompiledApp.of(directory, app("public static void main() {}")).classes(),
                List.of());

        List<String> faults = faults(one, two);

        assertEquals(1, faults.size());
        assertTrue(faults.get(0).contains("app.App (module one), app.App (module two)"), faults.toString());
        assertTrue(faults.get(0).contains("-Dshuttle.module=one"), faults.toString());
    }

    @Test
    void findsTheServiceAmongModules() throws Exception {
        ModuleClasses parent = new ModuleClasses("parent", directory.resolve("no/such/classes"), List.of());
        ModuleClasses library = new ModuleClasses(
                "library",
                CompiledApp.of(
                                directory,
                                "package lib; public class Tool { public static void main(String[] args) {} }")
                        .classes(),
                List.of());

        ServicePlan plan = Analysis.of(
                List.of(parent, library, module(CompiledApp.of(directory, app("public static void main() {}")))));

        assertEquals("web", plan.module());
    }

    @Test
    void deploysTheOnlyProgramWithANote() throws Exception {
        ServicePlan plan = plan(
                "package app; public class Main { public static void main(String[] args) {} static void main() {} }");

        assertEquals("app.Main", plan.entryPoint().className());
        assertEquals(
                List.of(new Parameter("java.lang.String[]", Kind.ARGUMENTS)),
                plan.entryPoint().parameters());
        assertEquals(Returns.NOTHING, plan.entryPoint().returns());
        assertTrue(plan.notes().get(0).contains("plain program"), plan.notes().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "final class Main { void main() {} }",
                "class Main { static void main() {} }",
                "public class Main { protected void main(String[] args) {} }"
            })
    void whatJava25LaunchesIsAProgramOfItsClassFiles(String main) throws Exception {
        CompiledApp app = CompiledApp.of(directory, main, "class Private { private void main() {} }");
        compiledFor(24, app, "Main", "Private");
        assertTrue(faults(module(app)).get(0).contains("none has a `public static void main(String[])`"));

        compiledFor(25, app, "Main", "Private");

        EntryPoint found = Analysis.of(List.of(module(app))).entryPoint();
        assertEquals("Main", found.className());
        assertTrue(found.isProgram());
    }

    @Test
    void theUsualMainIsChosenBeforeOtherForms() throws Exception {
        CompiledApp app = CompiledApp.of(
                directory, "class Main { public static void main(String[] args) {} }", "class Menu { void main() {} }");
        compiledFor(25, app, "Main", "Menu");

        assertEquals("Main", Analysis.of(List.of(module(app))).entryPoint().className());
    }

    /** As their first bytes say (JVMS 4.1). */
    private static void compiledFor(int java, CompiledApp app, String... classes) throws IOException {
        for (String name : classes) {
            Path file = app.classes().resolve(name + ".class");
            byte[] bytes = Files.readAllBytes(file);
            bytes[7] = (byte) (44 + java);
            Files.write(file, bytes);
        }
    }

    @Test
    void asksTheManifestWhichOfSeveralProgramsItIs() throws Exception {
        CompiledApp app = CompiledApp.of(
                directory,
                "package app; public class One { public static void main(String[] args) {} }",
                "package app; public class Two { public static void main(String[] args) {} }");
        assertTrue(faults(module(app)).get(0).contains("2 have a `main(String[])`: app."));

        Path manifest = Files.createDirectory(app.classes().resolve("META-INF")).resolve("MANIFEST.MF");
        Files.writeString(manifest, "Manifest-Version: 1.0\nMain-Class: app.Two\n\n");

        assertEquals("app.Two", Analysis.of(List.of(module(app))).entryPoint().className());
    }

    @Test
    void refusesABuildWithoutAnyMain() throws Exception {
        assertOneFault("No class has @ShuttleService, and none has a", "package app; public class Nothing {}");
    }

    @Test
    void skipsWhatIsNoClassFileAndSaysSo() throws Exception {
        CompiledApp app = CompiledApp.of(directory, app("public static void main() {}"));
        Files.writeString(app.classes().resolve("app/Odd.class"), "nonsense");

        ServicePlan plan = Analysis.of(List.of(module(app)));

        assertEquals(List.of("app/Odd.class of module web was skipped: it is not a class file."), plan.notes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void survivesEveryDamageToAClassFile(int step) throws Exception {
        CompiledApp app = CompiledApp.of(
                directory,
                List.of("-g"),
                """
                package app;
                @dev.shuttle.ShuttleService(name = "a", instances = 3)
                @Deprecated
                public class App { public static void main(@dev.shuttle.Port int port, @dev.shuttle.Secret("x") String s) {} }
                """);
        byte[] whole = Files.readAllBytes(app.classes().resolve("app/App.class"));
        ClassFileReader.read(whole);

        for (int at = 0; at < whole.length; at += step) {
            byte[] damaged = whole.clone();
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                damaged[at] = (byte) value;
                readOrRefuse(damaged);
            }
            assertThrows(
                    MalformedClassException.class,
                    () -> ClassFileReader.read(java.util.Arrays.copyOf(whole, damaged.length - 1)));
            readOrRefuse(java.util.Arrays.copyOf(whole, at));
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            ClassFileReader.read(bytes);
        } catch (MalformedClassException e) {
            assertFalse(String.valueOf(e.getMessage()).isEmpty());
        }
    }

    private static String app(String body) {
        return "package app;\n@dev.shuttle.ShuttleService\npublic class App {\n" + body + "\n}\n";
    }

    private ServicePlan plan(String source) throws IOException, PlanException {
        return Analysis.of(List.of(module(CompiledApp.of(directory, source))));
    }

    private static ModuleClasses module(CompiledApp app) {
        return new ModuleClasses("web", app.classes(), List.of(CompiledApp.api()));
    }

    private void assertOneFault(String expected, String source) throws IOException {
        assertOneFault(expected, source, 1, 0);
    }

    private void assertOneFault(String expected, String source, int count, int at) throws IOException {
        List<String> faults = faults(module(CompiledApp.of(directory, source)));
        assertEquals(count, faults.size(), faults.toString());
        assertTrue(faults.get(at).contains(expected), faults.toString());
        assertTrue(faults.get(at).endsWith("."), faults.toString());
    }

    private static List<String> faults(ModuleClasses... modules) {
        return assertThrows(PlanException.class, () -> Analysis.of(List.of(modules)))
                .faults();
    }

    private Path jar(Path classes) throws IOException {
        Path jar = directory.resolve("library.jar");
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(classes)) {
            walk.filter(Files::isRegularFile).forEach(files::add);
        }
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }
}
