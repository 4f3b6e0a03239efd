package dev.shuttle.plugin.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.plugin.artifact.TestMaven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateTest {

    private static final Server NEAR = new Server("7.1", Optional.empty());
    private static final Server FAR = new Server("7.1", Optional.of("https://api.example.com"));

    @TempDir
    private Path folder;

    @Test
    void helloIsAProjectThatMavenReads() throws Exception {
        MavenProject project = project(new Template("hello").files("greeter", NEAR));

        assertEquals("com.example:greeter:jar:1.0", project.getId());
        assertEquals(
                "7.1", project.getPlugin("dev.shuttle:shuttle-maven-plugin").getVersion());
        assertEquals("7.1", project.getDependencies().get(0).getVersion());
        assertEquals(
                List.of("central"),
                project.getRepositories().stream().map(each -> each.getId()).toList());
    }

    @Test
    void awayFromTheDefaultThePomSaysWhereTheServerIs() throws Exception {
        MavenProject project = project(new Template("hello").files("greeter", FAR));

        assertEquals("https://api.example.com", project.getProperties().getProperty("shuttle.api"));
        List<String> centralFirst = List.of("https://repo.maven.apache.org/maven2", "https://api.example.com/maven");
        assertEquals(
                centralFirst,
                project.getRepositories().stream().map(each -> each.getUrl()).toList());
        assertEquals(
                centralFirst,
                project.getPluginRepositories().stream()
                        .map(each -> each.getUrl())
                        .toList());
    }

    @Test
    void allOfThemAreThereAsTheExamplesAre() throws IOException {
        for (String name : Template.NAMES) {
            Map<String, String> files = new Template(name).files("shop", NEAR);

            assertEquals("target/\n.shuttle/\nSecrets*.properties\n", files.get(".gitignore"));
            String pom = String.valueOf(files.get("pom.xml"));
            assertTrue(pom.contains("<artifactId>shop</artifactId>"), pom);
            assertTrue(pom.contains("<shuttle.version>7.1</shuttle.version>"), pom);
            assertFalse(pom.contains("<artifactId>" + name + "</artifactId>"), pom);
            for (String file : Set.copyOf(files.keySet())) {
                if (file.startsWith("src/")) {
                    assertEquals(Files.readString(Path.of("../examples", name, file)), files.get(file));
                }
            }
            assertTrue(files.keySet().stream().anyMatch(file -> file.endsWith(".java")), name);
        }
    }

    private MavenProject project(Map<String, String> files) throws Exception {
        Path pom = folder.resolve("pom.xml");
        Files.writeString(pom, String.valueOf(files.get("pom.xml")));
        try (TestMaven maven = new TestMaven(folder)) {
            return maven.reactor(pom).get(0);
        }
    }
}
