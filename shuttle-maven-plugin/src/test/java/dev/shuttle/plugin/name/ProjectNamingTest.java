package dev.shuttle.plugin.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.ProjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectNamingTest {

    @TempDir
    private Path root;

    private final List<Module> modules = new ArrayList<>();

    @Test
    void believesTheUser() throws Exception {
        source(module("app"), "import dev.shuttle.ShuttleService; @ShuttleService(name = \"shop\") class App {}");

        assertEquals(new NamedProject(new ProjectName("mine"), false, true), name("mine", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import dev.shuttle.ShuttleService; @ShuttleService(name = \"shop\") public class App {}",
                "import dev.shuttle.*; @ShuttleService(health = \"/up\", name=\"shop\", instances = 2) class App {}",
                "@dev.shuttle.ShuttleService(name = \"shop\") final class App { int broken( }",
                "package a.b; class Outer { @dev.shuttle.ShuttleService(name = \"shop\") static class App {} }",
                "// @ShuttleService(name = \"no\")\nimport dev.shuttle.ShuttleService;\n@ShuttleService(\n name =\n"
                        + " \"shop\" /* x */)\nrecord App() {}",
                "import dev.shuttle.ShuttleService; @ShuttleService /** a (* b **/ // c\n"
                        + "/**/\t(name = \"shop\") class App {}",
            })
    void readsALiteralNameFromTheSources(String source) throws Exception {
        source(module("app"), source);

        assertEquals(new NamedProject(new ProjectName("shop"), true, true), name(null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import dev.shuttle.ShuttleService; @ShuttleService class App {}",
                "import dev.shuttle.ShuttleService; @ShuttleService(name = \"\") class App {}",
                "import dev.shuttle.ShuttleService; @ShuttleService(name = App.NAME) class App {}",
                "import dev.shuttle.ShuttleService; @ShuttleService(name = \"sh\" + App.REST) class App {}",
                "import com.other.ShuttleService; @ShuttleService(name = \"shop\") class App {}",
                "class App { String text = \"@ShuttleService(name = \\\"shop\\\")\"; }",
            })
    void fallsBackToTheArtifactId(String source) throws Exception {
        source(module("app"), source);

        assertEquals(new NamedProject(new ProjectName("app"), true, false), name(null, null));
    }

    @Test
    void takesTheModuleThatHoldsTheAnnotation() throws Exception {
        modules.add(new Module("parent", "pom", root, List.of()));
        module("lib");
        source(module("web"), "@dev.shuttle.ShuttleService class App {}");

        assertEquals("web", name(null, null).name().value());
    }

    @Test
    void takesTheOnlyModuleThatIsNoPom() throws Exception {
        modules.add(new Module("parent", "pom", root, List.of()));
        module("web");

        assertEquals("web", name(null, null).name().value());
    }

    @Test
    void asksWhereSeveralAreMeant() throws Exception {
        source(module("one"), "@dev.shuttle.ShuttleService class App {}");
        source(module("two"), "@dev.shuttle.ShuttleService(name = \"shop\") class App {}");

        assertEquals(
                "Several modules could be the service: one, shop. Choose one with -Dshuttle.module=ARTIFACT or"
                        + " -Dshuttle.project=NAME.",
                refusal(null, null));
        assertEquals("shop", name(null, "two").name().value());
        assertEquals("shop", name(null, "com.example:two").name().value());
        assertEquals(
                "There is no module 'three' here: -Dshuttle.module must be one of one, two.", refusal(null, "three"));
    }

    @Test
    void refusesABadNameWithOneThatWouldDo() throws Exception {
        module("My_App");

        assertTrue(refusal(null, null).contains("'my-app' would be valid."), refusal(null, null));
        assertTrue(refusal("API", null).contains("'api-app' would be valid."), refusal("API", null));
    }

    @Test
    void namesWhatIsMissingOutsideOfAProject() {
        assertEquals(
                "There is no Maven project here: run this in the folder of its pom.xml, or use -Dshuttle.project=NAME.",
                refusal(null, null));
    }

    private NamedProject name(@Nullable String project, @Nullable String module) throws Exception {
        return new ProjectNaming(project, module, modules).name();
    }

    private String refusal(@Nullable String project, @Nullable String module) {
        return String.valueOf(assertThrows(UnnamedProjectException.class, () -> name(project, module))
                .getMessage());
    }

    private Module module(String artifactId) {
        Path folder = root.resolve(artifactId);
        Module module = new Module(artifactId, "jar", folder, List.of(folder.resolve("src/main/java")));
        modules.add(module);
        return module;
    }

    private static void source(Module module, String text) throws IOException {
        Path file = module.sources().get(0).resolve("App.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
