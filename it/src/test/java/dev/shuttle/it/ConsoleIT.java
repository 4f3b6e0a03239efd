package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console at {@code console.<domain>}, used by a person with a browser, in the order of a first day. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ConsoleIT {
    private static final String EVIL = "\"'><script>window.pwned=1</script><img src=x onerror=window.pwned=2>";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private static final Visitor VISITOR = new Visitor(SERVER);

    private static ConsoleBrowser browser;

    private final Api api = new Api(SERVER);

    @BeforeAll
    static void open() {
        browser = ConsoleBrowser.of(SERVER);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    @Order(1)
    void leadsFromTheAddressAloneToTheThreeCommandsOfTheFirstDeploy() throws Exception {
        browser.open("/");
        browser.comesTo("/console/sign-in");
        looks("sign-in");
        browser.type("/sign-in", "key", "no such key");
        browser.press("Sign in");
        browser.sees("This key is not valid");

        browser.type("/sign-in", "key", SERVER.key());
        browser.press("Sign in");

        browser.comesTo("/console");
        browser.sees("Three commands to the first deploy");
        browser.sees("-Dshuttle.api=http://api.localhost:" + SERVER.proxy().getPort());
        looks("first-run");
    }

    @Test
    @Order(2)
    void showsWhatServesAndWhyTheLastDeployFailed(@TempDir Path folder) throws Exception {
        api.secret("shop", "TOKEN", "the secret value");
        App app = App.copy("infra", folder);
        deploy(app.compiled(), "Sells the first thing");
        app.version(1, 2);
        deploy(app.compiled(), EVIL);
        assertEquals("infra, version 2", VISITOR.read("shop"));
        app.write("src/main/java/Broken.java", "class Broken { String s = " + EVIL + " }");
        deploy(app, "Breaks the build");

        browser.open("/console");
        browser.sees("Needs attention");
        browser.sees("shop failed in its last deployment: The code does not compile");
        browser.open("/console/projects/shop");
        browser.sees("The last deploy failed at build");
        browser.sees("The code does not compile");
        browser.sees("The version before still serves.");
        browser.sees(EVIL);
        browser.ranNothingOfOthers();
        browser.follow("Its steps and its output");
        browser.sees("The last lines of the build");
        browser.ranNothingOfOthers();
    }

    private void deploy(App app, String message) throws Exception {
        HttpResponse<String> accepted = api.send(api.to(
                        "/deploy?project=shop&commit=0123456789abcdef&branch=main&message="
                                + URLEncoder.encode(message, StandardCharsets.UTF_8))
                .header("Content-Type", "application/gzip")
                .POST(BodyPublishers.ofByteArray(Archive.of(app.directory()).toBytes())));
        assertEquals(202, accepted.statusCode(), accepted::body);
        api.settled("shop", Api.json(accepted.body()).get("id").asText());
    }

    @Test
    @Order(3)
    void setsVariablesSecretsAndDomains() throws Exception {
        browser.open("/console/projects/shop/settings");
        browser.type("/env", "name", "GREETING");
        browser.type("/env", "value", EVIL);
        browser.press("Set variable");
        browser.sees("Saved. The service was restarted with it");
        browser.sees(EVIL);
        browser.type("/secrets", "name", "MAYBE");
        browser.type("/secrets", "value", "two\nlines");
        browser.press("Set secret");
        browser.sees("MAYBE");
        browser.type("/domains", "name", "shop.example.org");
        browser.press("Add domain");
        browser.sees("shop.example.org");
        browser.ranNothingOfOthers();

        JsonNode set = api.get("/projects/shop/env").get("items").get(0);
        assertEquals(EVIL, set.get("value").asText());
        Await.until(
                "the service to have the secret",
                Duration.ofSeconds(30),
                () -> new Infra(VISITOR, "shop").ask("/token", ""),
                "the secret value two\nlines"::equals);
        assertFalse(browser.text().contains("the secret value"));
        List<String> actions = api.get("/projects/shop/audit").get("items").findValuesAsText("action");
        assertEquals(List.of("addDomain", "setSecret", "setVariable"), actions.subList(0, 3));
    }

    @Test
    @Order(4)
    void aSavedValueThatTheServiceDoesNotStartWithIsToldThereAndRemovedInTwoSteps() throws Exception {
        browser.open("/console/projects/shop/settings");
        browser.type("/env", "name", "JDK_JAVA_OPTIONS");
        browser.type("/env", "value", "-Xnonsense");
        browser.press("Set variable");

        browser.sees("Saved, but the service does not start with it");
        browser.sees("-Xnonsense");
        looks("settings-restart-failed");
        browser.unfold("Remove JDK_JAVA_OPTIONS");
        looks("settings-remove");
        browser.press("Remove JDK_JAVA_OPTIONS");
        browser.sees("Saved. Nothing had to be restarted.");
        assertFalse(browser.path().contains("notice"), "it is told once");
        browser.open("/console/projects/shop");
        browser.sees("The last restart failed at start");
        browser.sees("variable JDK_JAVA_OPTIONS changed");
    }

    @Test
    @Order(5)
    void makesAKeyThatIsShownOnceAndEndsItsOpenPageWhenItIsRevoked() throws Exception {
        browser.open("/console/keys");
        browser.type("/keys", "name", EVIL);
        browser.press("Create key");
        browser.sees("It is shown only now");
        browser.ranNothingOfOthers();
        String key = String.valueOf(browser.run("return document.getElementById('made').textContent"));
        looks("key-made");
        browser.open("/console/keys");
        assertFalse(browser.text().contains(key));
        String id = api.get("/keys").get("items").get(0).get("id").asText();

        ConsoleBrowser other = browser.alsoAt("http://127.0.0.1:" + SERVER.api().getPort());
        other.signIn(key);
        other.sees("shop");
        other.open("/console/keys");
        other.sees("Not found");
        other.open("/console/projects/nothing-of-this-name");
        other.sees("There is no project");
        other.open("/console");
        assertEquals(204, api.delete("/keys/" + id).statusCode());
        other.comesTo("/console/sign-in");
    }

    /** Every page in two sizes and two themes, of which a person looks at the pictures. */
    @Test
    @Order(6)
    void isPleasantToLookAtAndAccessible() throws Exception {
        List<String> deployments = deployments();
        look("projects", "/console");
        look("project", "/console/projects/shop");
        look("deployment-failed", deployments.get(deployments.size() - 3));
        look("deployment", deployments.get(0));
        look("settings", "/console/projects/shop/settings");
        look("project-audit", "/console/projects/shop/audit");
        look("keys", "/console/keys");
        look("audit", "/console/audit");
        look("refusal", "/console/projects/shop/deployments/none");
    }

    private static List<String> deployments() {
        return browser.open("/console/projects/shop").links(".deployments a.name");
    }

    private static void look(String name, String path) throws Exception {
        browser.open(path);
        looks(name);
    }

    private static void looks(String name) throws Exception {
        browser.looks(name, (width, theme) -> {
            if (theme.equals("light") == (width == 1440)) {
                browser.isAccessible();
            }
        });
        browser.ranNothingOfOthers();
    }

    @Test
    @Order(7)
    void rollsBackStopsAndStarts() throws Exception {
        List<String> deployments = new ArrayList<>(deployments());
        browser.open(deployments.get(deployments.size() - 1));
        browser.sees("Sells the first thing");
        browser.press("Roll back to this version");
        browser.sees("roll-back to an earlier one");
        Await.until("version 1", Duration.ofSeconds(30), () -> VISITOR.read("shop"), "infra, version 1"::equals);
        browser.sees("current");

        browser.press("Stop");
        browser.sees("stopped");
        browser.press("Start");
        Await.until("version 1", Duration.ofSeconds(30), () -> VISITOR.read("shop"), "infra, version 1"::equals);
    }

    @Test
    @Order(8)
    void noPageOfADeployedAppChangesAnything() throws Exception {
        browser.openElsewhere("http://shop.localhost:" + SERVER.proxy().getPort() + "/");
        browser.run("const form = document.createElement('form'); form.method = 'post'; form.action ="
                + " 'http://console.localhost:" + SERVER.proxy().getPort() + "/console/projects/shop/stop';"
                + " document.body.append(form); form.submit()");
        browser.comesTo("/console");

        assertEquals("running", api.get("/projects/shop").get("state").asText());
    }

    @Test
    @Order(9)
    void deletesOnlyWhatIsNamed() throws Exception {
        browser.open("/console/projects/shop/settings");
        browser.type("/delete", "confirm", "ship");
        browser.press("Delete project");
        browser.sees("Nothing was deleted");
        assertTrue(api.send(api.to("/projects/shop")).statusCode() == 200);

        browser.open("/console/projects/shop/settings");
        browser.type("/delete", "confirm", "shop");
        browser.press("Delete project");
        browser.sees("The project is deleted");
        assertEquals(404, api.send(api.to("/projects/shop")).statusCode());

        browser.press("Sign out");
        browser.comesTo("/console/sign-in");
        browser.open("/console");
        browser.comesTo("/console/sign-in");
    }
}
