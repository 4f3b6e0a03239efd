package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The environment of a program that knows nothing of Shuttle, by the goal {@code env}; in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class EnvIT {
    private static final String PROJECT = "-Dshuttle.project=shop";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    @TempDir
    static Path folder;

    private static App app = new App(Path.of(""));
    private static String first = "";

    private final Maven maven = Maven.of(SERVER);
    private final Visitor visitor = new Visitor(SERVER);
    private final Api api = new Api(SERVER);

    @Test
    @Order(1)
    void setBeforeTheFirstDeployAVariableIsThere() throws Exception {
        app = App.copy("plain-program", folder)
                .replace(
                        App.MAIN,
                        "\"plain-program, version 1\"",
                        "(System.getenv(\"GREETING\") + \" \" + System.getenv(\"NAME\") + \" \""
                                + " + (Runtime.getRuntime().maxMemory() >> 20 <= 100))");
        env("-Dshuttle.set=GREETING=hello").says("set GREETING");

        first = api.deploys("shop", app).get("id").asText();

        assertEquals("hello null false", visitor.read("shop"));
    }

    @Test
    @Order(2)
    void aFileIsSetWithOneRestartAndWithoutALostRequest() throws Exception {
        Path file = Files.writeString(
                folder.resolve("test.env"),
                "# of the tests\nexport GREETING='good \"day\"'\nNAME=\"World\"\nCITY=\"K\u00f6ln\"\nJAVA_TOOL_OPTIONS=-Xmx100m -XX:+UseG1GC\n");
        try (KeepAliveLoad load = new KeepAliveLoad(
                SERVER.proxy(), "shop.localhost", Pattern.compile("hello null false|good \"day\" World true"), 8)) {
            env("-Dshuttle.file=" + file).says("set GREETING", "set NAME", "Restarting shop");
            assertEquals("good \"day\" World true", visitor.read("shop"));
            load.close();
            assertEquals(List.of(), load.lost());
            assertTrue(load.total() > 20, () -> "Too few to show anything: " + load.answers());
        }
        assertEquals(2, api.deployments("shop").size());
        assertFalse(env("-Dshuttle.set=GREETING=good \"day\"").text().contains("Restarting"));
        env().says("GREETING=good \"day\"", "JAVA_TOOL_OPTIONS=-Xmx100m", "NAME=World", "CITY=K\u00f6ln");
    }

    @Test
    @Order(3)
    void whatCannotBeSetChangesNothingThatServes() throws Exception {
        Path file = Files.writeString(folder.resolve("broken.env"), "GREETING=x\nhunter2\n");

        MavenRun broken =
                maven.run(app, "shuttle:env", PROJECT, "-Dshuttle.file=" + file).failed();
        MavenRun reserved =
                maven.run(app, "shuttle:env", PROJECT, "-Dshuttle.set=PORT=80").failed();
        MavenRun option = maven.run(app, "shuttle:env", PROJECT, "-Dshuttle.set=JDK_JAVA_OPTIONS=-XX:+NoSuchOption")
                .failed();

        broken.says("Line 2 of " + file);
        assertFalse(broken.text().contains("hunter2"), broken::text);
        reserved.says("The variable PORT cannot be set");
        option.says("Unrecognized VM option 'NoSuchOption'");
        assertEquals("good \"day\" World true", visitor.read("shop"));
        maven.run(app, "shuttle:env", PROJECT, "-Dshuttle.unset=JDK_JAVA_OPTION")
                .failed()
                .says("project shop has no variable JDK_JAVA_OPTION. The nearest is JDK_JAVA_OPTIONS.");
        maven.forked(app, "shuttle:env", PROJECT, "-Dshuttle.set=A=1", "-Dshuttle.set=B=2")
                .failed()
                .says("-Dshuttle.set is given more than once");
        env("-Dshuttle.unset=JDK_JAVA_OPTIONS").says("removed JDK_JAVA_OPTIONS");
    }

    @Test
    @Order(4)
    void aRollbackBringsThemBackAndTheNextDeployUsesThem() throws Exception {
        maven.run(app, "shuttle:rollback", PROJECT, "-Dshuttle.deployment=" + first)
                .succeeded();

        assertEquals("hello null false", visitor.read("shop"));
        JsonNode listed = api.get("/projects/shop/env").get("items");
        assertEquals("[{\"name\":\"GREETING\",\"value\":\"hello\"}]", listed.toString());
        api.deploys("shop", app);
        assertEquals("hello null false", visitor.read("shop"));
    }

    @Test
    @Order(5)
    void anotherProjectGetsACopy() throws Exception {
        maven.run(app, "shuttle:env", "-Dshuttle.project=stage", "-Dshuttle.from=shop")
                .succeeded();

        assertEquals(
                "[{\"name\":\"GREETING\",\"value\":\"hello\"}]",
                api.get("/projects/stage/env").get("items").toString());
    }

    private MavenRun env(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        all[0] = "shuttle:env";
        all[1] = PROJECT;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return maven.run(app, all).succeeded();
    }
}
