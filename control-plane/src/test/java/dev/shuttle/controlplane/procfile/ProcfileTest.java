package dev.shuttle.controlplane.procfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcfileTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("PORT", "4711", "JAVA_OPTS", "-Xmx300m  -Da=b");

    @Test
    void aJarHasOptionsAndArguments() {
        JavaCommand web =
                web("web: java $JAVA_OPTS -Dserver.port=$PORT -jar target/*.jar --name \"a b\" '$PORT' $NONE");

        assertEquals("target/*.jar", web.jar());
        assertNull(web.mainClass());
        assertEquals(
                List.of("-Xmx300m", "-Da=b", "-Dserver.port=4711"), web.words().options(ENVIRONMENT));
        assertEquals(List.of("--name", "a b", "$PORT"), web.words().arguments(ENVIRONMENT));
    }

    @Test
    void aClassHasAClassPathOfItsOwn() {
        JavaCommand web = web("# ours\nweb:exec $JAVA_HOME/bin/java --add-opens java.base/java.lang=ALL-UNNAMED"
                + " -cp target/classes:\"target/dependency/*\" com.example.Main server ${CONFIG:-config.yml}");

        assertEquals("com.example.Main", web.mainClass());
        assertEquals(
                List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"),
                web.words().options(ENVIRONMENT));
        assertEquals(List.of("server", "config.yml"), web.words().arguments(ENVIRONMENT));
        assertEquals(List.of("server", "c"), web.words().arguments(Map.of("CONFIG", "c")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java -jar target/app.jar | tee log",
                "bin/migrate && java -jar target/app.jar",
                "java -jar target/app.jar > log",
                "java -Dx=$(hostname) -jar target/app.jar",
                "java -jar $JAR",
                "java -jar",
                "java -Xmx1g",
                "java -m app/com.example.Main",
                "java -jar 'target/app.jar"
            })
    void aCommandOfAShellIsNamedWithItsLine(String command) {
        Procfile procfile = Procfile.of("release: true\nweb: " + command + "\n");

        assertNull(procfile.web());
        String fault = Objects.requireNonNull(procfile.fault());
        assertTrue(fault.startsWith("Procfile, line 2, `" + command + "`, cannot be used: "), fault);
        assertTrue(fault.contains("web: java OPTIONS -jar target/NAME.jar"), fault);
    }

    @Test
    void otherProgramsAndOtherTypesAreNoted() {
        Procfile procfile = Procfile.of("web: sh target/bin/webapp\nworker: java -jar worker.jar\n");

        assertNull(procfile.web());
        assertNull(procfile.fault());
        assertEquals(2, procfile.notes().size());
        assertTrue(procfile.notes().get(0).contains("`sh target/bin/webapp`, does not run java: it is not used"));
        assertEquals(
                "Of the Procfile only `web` is run, not worker.",
                procfile.notes().get(1));
    }

    @Test
    void withoutWebItIsNotUsed() {
        assertEquals(
                List.of("The Procfile has no line `web: COMMAND`: it is not used. Of the Procfile only `web` is run,"
                        + " not worker."),
                Procfile.of("worker: java -jar a.jar").notes());
    }

    @Test
    void oneThatIsTooLargeIsAFault(@TempDir Path root) throws Exception {
        assertTrue(Procfile.in(root).notes().isEmpty());

        Files.writeString(root.resolve("Procfile"), "#".repeat(70_000));

        assertTrue(Objects.requireNonNull(Procfile.in(root).fault()).startsWith("The Procfile has more than 64 KB."));
    }

    private static JavaCommand web(String content) {
        Procfile procfile = Procfile.of(content);
        assertNull(procfile.fault());
        return Objects.requireNonNull(procfile.web());
    }
}
