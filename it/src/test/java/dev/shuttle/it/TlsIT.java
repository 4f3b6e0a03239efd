package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A public domain with a certificate from files: projects and API over TLS, and the API over nothing else. */
final class TlsIT {
    private static final String HEALTHY = "{\"status\":\"ok\"}";
    private static final String CURL = "curl -sS -H \"Authorization: Bearer $KEY\" ";

    @TempDir
    static Path folder;

    private static ControlPlane server;

    /** The name of the certificate in the files. */
    private static String served = "";

    @BeforeAll
    static void start() throws Exception {
        certificate("first");
        Path home = Files.createDirectory(folder.resolve("home"));
        UsedHome.get().copyTo(home);
        server = ControlPlane.on(home)
                .with("SHUTTLE_DOMAIN", "apps.test")
                .with("SHUTTLE_PROXY_HOST", "127.0.0.1")
                .with("SHUTTLE_TLS_CERTIFICATE", folder.resolve("chain.pem").toString())
                .with("SHUTTLE_TLS_KEY", folder.resolve("key.pem").toString())
                .with("SHUTTLE_TLS_PORT", "0")
                .with("SHUTTLE_HSTS", "PT1M");
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @Test
    void projectsAndTheApiAnswerOverTlsAndTheApiNotInClear() throws Exception {
        App app = App.copy("jdk-handler", folder.resolve("app"));
        Shell shell = new Shell(server, app.directory());
        URI url = URI.create(Api.json(shell.run("curl -sS $API/version"))
                .get("projectUrl")
                .asText()
                .replace("{project}", "shop"));
        assertEquals("https", url.getScheme());
        assertEquals("shop.apps.test", url.getHost());
        String api = "https://api.apps.test:" + url.getPort();

        JsonNode begun = Api.json(shell.run("tar cz . | " + secure("api", url)
                + "-H 'Content-Type: application/gzip' --data-binary @- '" + api + "/deploy?project=shop'"));
        String deployment =
                api + "/projects/shop/deployments/" + begun.get("id").asText();
        Await.until(
                "it to serve",
                Duration.ofMinutes(2),
                () -> Api.json(shell.run(secure("api", url) + deployment)),
                seen -> seen.get("state").asText().equals("running"));

        assertEquals("jdk-handler, version 1", shell.run(secure("shop", url) + url + "/"));
        assertEquals(
                "jdk-handler, version 1",
                shell.run(secure("shop", url) + "-H 'Connection: close' " + url + "/"),
                "Also where the connection ends with the answer");
        String redirected =
                shell.run("curl -sS -w '%{http_code} %{redirect_url}' -H 'Host: shop.apps.test' $PROXY/x?y=1");
        assertEquals("301 " + url + "/x?y=1", redirected);
        String audited = shell.run(secure("api", url) + api + "/audit");
        assertTrue(audited.contains("\"action\":\"deploy\""), audited);

        assertTrue(
                shell.run(secure("shop", url) + "-D - " + url + "/")
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains("strict-transport-security: max-age=60"),
                "SHUTTLE_HSTS");

        for (String host : new String[] {"api", "console"}) {
            String clear = shell.run(CURL + "-w ' %{http_code}' -H 'Host: " + host + ".apps.test' $PROXY/projects");
            assertTrue(clear.endsWith(" 403"), clear);
            assertFalse(clear.contains("shop"), clear);
        }
    }

    @Test
    void theConsolesSessionIsForItsOwnHostOverTlsAlone() throws Exception {
        Shell shell = new Shell(server, folder);
        String console = "https://console.apps.test:" + api().getPort();
        String signIn = secure("console", api()) + "-i --data-urlencode \"key=$KEY\" " + console + "/console/sign-in"
                + " -H 'Origin: ";

        String begun = shell.run(signIn + console + "'");
        assertTrue(begun.contains("__Host-shuttle="), begun);
        assertTrue(begun.contains("; Path=/; HttpOnly; SameSite=Strict; Secure"), begun);
        for (String other : new String[] {console.replace("https", "http"), console.replace("console", "shop")}) {
            String refused = shell.run(signIn + other + "'");
            assertTrue(refused.contains("not sent by the console itself"), refused);
            assertFalse(refused.contains("__Host-shuttle"), refused);
        }
    }

    /** By a user with an empty home and local repository, whose Java trusts the certificate and finds the host. */
    @Test
    void thePluginIsFetchedAndDeploysOverTls() throws Exception {
        URI api = api();
        String hosts =
                "-Djdk.net.hosts.file=" + Files.writeString(folder.resolve("hosts"), "127.0.0.1 api.apps.test\n");
        NewUser user = NewUser.in(folder.resolve("user"), server)
                .with(hosts)
                .with("-Djavax.net.ssl.trustStore=" + folder.resolve(served + ".p12"))
                .with("-Djavax.net.ssl.trustStorePassword=secret")
                .whoKnowsTheRepositoryOf(api);
        App app = App.copy("jdk-handler", folder.resolve("by-plugin"));
        String[] deploy = {"shuttle:deploy", "-Dshuttle.api=" + api, "-Dshuttle.project=by-plugin"};

        MavenRun deployed = user.mvn(app.directory(), deploy).succeeded();
        assertEquals(
                "https://by-plugin.apps.test:" + api.getPort(), deployed.url().toString());
        assertEquals(
                "jdk-handler, version 1",
                new Shell(server, folder).run(secure("by-plugin", api) + deployed.url() + "/"));

        String untrusted = "https://127.0.0.1:" + api.getPort();
        MavenRun refused = Maven.of(server)
                .run(app, "shuttle:deploy", "-Dshuttle.api=" + untrusted)
                .failed();
        assertTrue(refused.failure().contains("is not trusted"), refused::failure);
        assertTrue(refused.failure().contains("-Djavax.net.ssl.trustStore=FILE"), refused::failure);
    }

    @Test
    void aRenewedCertificateIsUsedAndABrokenOneIsNot() throws Exception {
        serve("another"); // which the first does not vouch for
        String health = health(api());
        Shell shell = new Shell(server, folder);

        Files.writeString(folder.resolve("key.pem"), "no key");
        Await.until(
                "it to be looked at, which a new connection has done",
                Duration.ofSeconds(30),
                () -> {
                    assertEquals(HEALTHY, shell.run(health), "The one from before is used");
                    return server.printed();
                },
                lines -> lines.stream().anyMatch(line -> line.contains("the previous certificate stays in use")));
    }

    @Test
    void thePlatformsStatusTellsOfFilesThatEndSoonOrCannotBeUsed() throws Exception {
        serve("lasting");
        JsonNode good = fileAndTroubles("CN=lasting", reason -> reason.isNull());
        assertEquals("[\"*.apps.test\"]", good.at("/certificateFiles/0/names").toString());
        assertEquals(
                folder.resolve("chain.pem").toString(),
                good.at("/certificateFiles/0/file").asText());
        assertFalse(good.get("troubles").toString().contains("chain.pem"), good::toString);

        certificate("ending", 13);
        JsonNode ending = fileAndTroubles("CN=ending", reason -> reason.asText().contains(" ends on "));
        String said = ending.at("/certificateFiles/0/reason").asText();
        assertTrue(ending.get("troubles").toString().contains(said), ending::toString);

        Files.move(folder.resolve("key.pem"), folder.resolve("aside.pem"));
        JsonNode missing =
                fileAndTroubles("CN=ending", reason -> reason.asText().contains("cannot be used"));
        assertTrue(missing.get("troubles").toString().contains("key.pem"), missing::toString);
        Files.move(folder.resolve("aside.pem"), folder.resolve("key.pem")); // with the time of its change
        fileAndTroubles("CN=ending", reason -> reason.asText().contains(" ends on "));
    }

    private static JsonNode fileAndTroubles(String issuer, Predicate<JsonNode> reason) throws Exception {
        return Await.until(
                "the certificate of " + issuer,
                Duration.ofSeconds(30),
                () -> Api.json(new Shell(server, folder).run(CURL + "$API/status")),
                status -> status.at("/certificateFiles/0/issuer").asText().equals(issuer)
                        && reason.test(status.at("/certificateFiles/0/reason")));
    }

    private static void serve(String name) throws Exception {
        certificate(name);
        String health = health(api()) + " 2> /dev/null || true";
        Await.until(
                "the certificate",
                Duration.ofSeconds(30),
                () -> new Shell(server, folder).run(health),
                HEALTHY::equals);
    }

    private static URI api() throws Exception {
        return URI.create(Api.json(new Shell(server, folder).run("curl -sS $API/version"))
                .get("projectUrl")
                .asText()
                .replace("{project}", "api"));
    }

    private static String health(URI api) {
        return "curl -sS --resolve api.apps.test:" + api.getPort() + ":127.0.0.1 --cacert chain.pem " + api + "/health";
    }

    private static String secure(String host, URI url) {
        return CURL + "--cacert " + folder.resolve("chain.pem") + " --resolve " + host + ".apps.test:" + url.getPort()
                + ":127.0.0.1 ";
    }

    private static void certificate(String name) throws Exception {
        certificate(name, 90);
    }

    private static void certificate(String name, int days) throws Exception {
        SelfSigned.write(folder, name, "apps.test", days);
        served = name;
    }
}
