package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.plugin.descriptor.PluginDescriptorBuilder;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;

class KnownPropertiesTest {

    @Test
    void aMisspeltPropertyIsRefusedWithTheNearest() throws Exception {
        assertEquals(
                Optional.of("There is no -Dshuttle.projekt. The nearest is -Dshuttle.project: correct the name, or"
                        + " remove it."),
                faults("shuttle.projekt"));
        assertTrue(faults("shuttle.st").orElseThrow().contains("-Dshuttle.set:"));
        assertTrue(faults("shuttle.Force").orElseThrow().contains("-Dshuttle.force:"));
    }

    @Test
    void thoseOfAnyGoalAndOfPomsAreTaken() throws Exception {
        for (String known : List.of(
                "shuttle.project",
                "shuttle.set",
                "shuttle.apiKey",
                "shuttle.follow",
                "shuttle.version",
                "other.name")) {
            assertEquals(Optional.empty(), faults(known), known);
        }
        MavenProject project = new MavenProject();
        project.getProperties().setProperty("shuttle.own", "1");
        assertEquals(Optional.empty(), known().faults(given("shuttle.own"), List.of(project)));
    }

    /** A script whose variable is unset would stop the project instead of one deployment. */
    @Test
    void anEmptyNameIsRefused() throws Exception {
        Properties given = new Properties();
        given.setProperty("shuttle.deployment", "");
        given.setProperty("shuttle.args", "");
        assertEquals(
                Optional.of("-Dshuttle.deployment is empty: give it a value, or remove it."),
                known().faults(given, List.of(new MavenProject())));
    }

    private static Optional<String> faults(String name) throws Exception {
        return known().faults(given(name), List.of(new MavenProject()));
    }

    private static Properties given(String name) {
        Properties given = new Properties();
        given.setProperty(name, "value");
        return given;
    }

    private static KnownProperties known() throws Exception {
        var text = Objects.requireNonNull(KnownPropertiesTest.class.getResourceAsStream("/META-INF/maven/plugin.xml"));
        try (var reader = new InputStreamReader(text, StandardCharsets.UTF_8)) {
            return KnownProperties.of(new PluginDescriptorBuilder().build(reader));
        }
    }
}
