package dev.shuttle.plugin.name;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

    @TempDir
    private Path root;

    private final List<Module> modules = new ArrayList<>();

    @BeforeEach
    void aReactor() throws IOException {
        modules.add(new Module("parent", "pom", root, List.of()));
        add("shop", "services/shop", "@dev.shuttle.ShuttleService class Shop {}");
        add("admin", "services/admin", "@dev.shuttle.ShuttleService class Admin {}");
        add("lib", "lib", "class Lib {}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"services/shop", "./services/shop/", ":shop", "com.example:shop", "services/shop/pom.xml"})
    void aSelectedServiceIsTheService(String selector) throws Exception {
        assertEquals(Optional.of("shop"), service(selector));
    }

    @Test
    void severalOrNoneOrALibraryChooseNothing() throws Exception {
        assertEquals(Optional.empty(), service());
        assertEquals(Optional.empty(), service(":shop", ":admin"));
        assertEquals(Optional.empty(), service("lib"));
        assertEquals(Optional.empty(), service("."));
        assertEquals(Optional.empty(), service("shop"));
    }

    @Test
    void withoutAnyAnnotationTheSelectedModuleIsIt() throws Exception {
        modules.removeIf(each -> !each.isPom());
        add("one", "one", "class One {}");
        add("two", "two", "class Two {}");

        assertEquals(Optional.of("two"), service("two"));
    }

    private Optional<String> service(String... selectors) throws IOException {
        return new Selection(List.of(selectors), root, modules).service();
    }

    private void add(String artifactId, String folder, String source) throws IOException {
        Path sources = root.resolve(folder).resolve("src/main/java");
        Files.createDirectories(sources);
        Files.writeString(sources.resolve("Main.java"), source);
        Files.writeString(root.resolve(folder).resolve("pom.xml"), "<project/>");
        modules.add(new Module(artifactId, "jar", root.resolve(folder), List.of(sources)));
    }
}
