package dev.shuttle.controlplane.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.Reach;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.host.Await;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.Deployment.Git;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.NewWebhook;
import dev.shuttle.protocol.Webhook;
import dev.shuttle.protocol.WebhookDelivery;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Notices from the store to a receiver on the loopback, over real connections. */
@Timeout(60)
class WebhooksTest {
    private static final List<Duration> SOON = List.of(Duration.ofMillis(20), Duration.ofMillis(20));
    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("a key of its own".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    private Database database;
    private Webhooks webhooks;
    private TestReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(Database.urlIn(folder));
        receiver = new TestReceiver();
        webhooks = webhooks(Duration.ofSeconds(10));
    }

    private Webhooks webhooks(Duration limit) throws Exception {
        Vault vault = Vault.open("a master key of some length", folder.resolve("none"), database);
        return new Webhooks(database, vault, new Addresses("example.com", true, 443), new Egress(limit, null), SOON);
    }

    @AfterEach
    void close() {
        webhooks.close();
        receiver.close();
        database.close();
    }

    private void start() {
        webhooks.start();
    }

    private void deployed(String project, String deployment) {
        NoticeStore notices = webhooks.notices();
        Git git = new Git("0123456789abcdef", "main", "message", false);
        database.jdbi().useTransaction(handle -> notices.deployed(handle, project, deployment, git));
        notices.committed();
    }

    private void failed(String project, String message) {
        NoticeStore notices = webhooks.notices();
        Failure failure = new Failure("build", message);
        database.jdbi()
                .useTransaction(handle -> notices.failed(handle, project, "d1", null, DeploymentState.FAILED, failure));
        notices.committed();
    }

    private NewWebhook set(String project, @Nullable String secret) {
        return webhooks.set(project, receiver.url(), secret, Reach.ANYWHERE);
    }

    private WebhookDelivery awaitEnd(String project) throws Exception {
        Await.until(
                "the last attempt",
                () -> last(project).nextAt() == null && last(project).attempts() > 0);
        return last(project);
    }

    private WebhookDelivery last(String project) {
        return log(project).get(0);
    }

    private List<WebhookDelivery> log(String project) {
        return webhooks.list(project).items().get(0).deliveries();
    }

    @Test
    void aNoticeHoldsWhatProgramsAndChatServicesLookFor() throws Exception {
        start();
        set("shop", null);
        deployed("shop", "d1");

        JsonNode body = receiver.await(1).get(0).json();
        assertEquals("deployed", body.get("event").asText());
        assertEquals("shop", body.get("project").asText());
        assertEquals("d1", body.get("deployment").asText());
        assertEquals("running", body.get("state").asText());
        assertEquals("https://shop.example.com", body.get("url").asText());
        assertEquals("0123456789abcdef", body.get("commit").asText());
        assertEquals("main", body.get("branch").asText());
        assertTrue(body.get("error").isNull());
        assertTrue(Duration.between(Instant.parse(body.get("at").asText()), Instant.now())
                        .abs()
                        .compareTo(Duration.ofMinutes(1))
                < 0);
        String sentence = "shop: deployment d1 serves at https://shop.example.com (commit 0123456).";
        assertEquals(sentence, body.get("text").asText());
        assertEquals(sentence, body.get("content").asText());
    }

    @Test
    void itIsSignedAsStandardWebhooksAre() throws Exception {
        start();
        set("shop", SECRET);
        deployed("shop", "d1");

        TestReceiver.Got got = receiver.await(1).get(0);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("a key of its own".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String id = got.header("webhook-id");
        String at = got.header("webhook-timestamp");
        mac.update((id + "." + at + ".").getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "v1,"
                        + Base64.getEncoder()
                                .encodeToString(mac.doFinal(got.body().getBytes(StandardCharsets.UTF_8))),
                got.header("webhook-signature"));
        assertEquals(id, got.json().get("id").asText());
        assertEquals("application/json", got.header("Content-Type"));
    }

    @Test
    void theSignatureIsThatOfTheSpecificationsExample() {
        String signature = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .signature(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

        assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    @Test
    void aFailureIsRepeatedUnderTheSameIdUntilItArrives() throws Exception {
        start();
        receiver.answer(500, 503);
        set("shop", null);
        deployed("shop", "d1");

        List<TestReceiver.Got> got = receiver.await(3);
        WebhookDelivery arrived = awaitEnd("shop");
        assertEquals(3, arrived.attempts());
        assertEquals(200, arrived.status());
        assertNull(arrived.error());
        assertEquals(
                1,
                got.stream().map(each -> each.header("webhook-id")).distinct().count());
    }

    @Test
    void itIsGivenUpAfterTheLastPauseAndTheNextOneComesInOrder() throws Exception {
        start();
        receiver.answer(500, 500, 500);
        set("shop", null);
        deployed("shop", "d1");
        deployed("shop", "d2");

        List<TestReceiver.Got> got = receiver.await(4);
        awaitEnd("shop");
        WebhookDelivery first = log("shop").get(1);
        assertEquals(3, first.attempts());
        assertEquals(500, first.status());
        assertEquals("it answered with the status 500", first.error());
        assertEquals(
                List.of("d1", "d1", "d1", "d2"),
                got.stream().map(each -> each.json().get("deployment").asText()).toList());
    }

    @Test
    void aRefusalAndARedirectAreNotRepeated() throws Exception {
        start();
        receiver.answer(404, 302);
        set("shop", null);
        deployed("shop", "d1");
        deployed("shop", "d2");
        deployed("shop", "d3");

        assertEquals(3, receiver.await(3).size());
        awaitEnd("shop");
        assertEquals(404, log("shop").get(2).status());
        assertEquals(302, log("shop").get(1).status());
        assertTrue(String.valueOf(log("shop").get(1).error()).contains("not followed"));
        assertEquals(
                List.of(1, 1, 1),
                log("shop").stream().map(WebhookDelivery::attempts).toList());
    }

    @Test
    void aSlowReceiverEndsByTheDeadlineAndHoldsUpNoOther() throws Exception {
        webhooks.close();
        webhooks = webhooks(Duration.ofMillis(300));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            start();
            webhooks.set("slow", "http://127.0.0.1:" + silent.getLocalPort() + "/", null, Reach.ANYWHERE);
            set("shop", null);
            deployed("slow", "d1");
            deployed("shop", "d2");

            receiver.await(1);
            WebhookDelivery slow = awaitEnd("slow");
            assertEquals("it does not answer in time", slow.error());
            assertEquals(3, slow.attempts());
        }
    }

    @Test
    void whatWaitsSurvivesARestart() throws Exception {
        set("shop", null);
        deployed("shop", "d1");
        webhooks.close();
        assertEquals(List.of(), receiver.events());

        webhooks = webhooks(Duration.ofSeconds(10));
        start();

        assertEquals("d1", receiver.await(1).get(0).json().get("deployment").asText());
    }

    @Test
    void aReceiverThatIsNotThereIsTriedAgainAndNamedWithoutItsPath() throws Exception {
        int port = LoopbackPorts.next();
        start();
        webhooks.set("shop", "http://127.0.0.1:" + port + "/secret-path", null, Reach.ANYWHERE);
        deployed("shop", "d1");

        WebhookDelivery end = awaitEnd("shop");
        assertEquals("connection refused", end.error());
        assertEquals(3, end.attempts());
        Webhook shown = webhooks.list("shop").items().get(0);
        assertEquals("http://127.0.0.1:" + port + "/…", shown.url());
        assertFalse(shown.toString().contains("secret-path"));
    }

    @Test
    void eachReceiverGetsItsOwnProjectsNoticesAndTheServersGetsAll() throws Exception {
        try (TestReceiver ofServer = new TestReceiver()) {
            webhooks.setServer(URI.create(ofServer.url()), null);
            start();
            set("shop", null);
            deployed("shop", "d1");
            deployed("blog", "d2");
            webhooks.backupFailed("the disk is full");

            List<TestReceiver.Got> got = ofServer.await(3);
            receiver.await(1);
            assertEquals(List.of("deployed", "deployed", "backup-failed"), ofServer.events());
            assertEquals(
                    "A backup failed: the disk is full",
                    got.get(2).json().get("text").asText());
            assertTrue(got.get(2).json().get("project").isNull());
            assertNull(got.get(0).headers().getFirst("webhook-signature"));
            awaitEnd(Notice.SERVER);
            assertEquals(3, webhooks.listServer().items().get(0).deliveries().size());
            assertEquals(List.of("deployed"), receiver.events());
        }
    }

    @Test
    void withoutReceiversNothingIsKept() {
        deployed("shop", "d1");

        assertEquals(0, rows("webhook_delivery"));
    }

    private int rows(String table) {
        return database.jdbi().withHandle(handle -> handle.select("select count(*) from " + table)
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void onlyTheNewestAreKept() throws Exception {
        set("shop", null);
        for (int i = 0; i < DeliveryStore.MOST + 20; i++) {
            deployed("shop", "d" + i);
        }
        start();

        Await.until("the rest to be delivered", () -> last("shop").status() != null);
        assertEquals(DeliveryStore.MOST, rows("webhook_delivery"));
        assertEquals(
                "d20",
                receiver.await(DeliveryStore.MOST)
                        .get(0)
                        .json()
                        .get("deployment")
                        .asText());
    }

    @Test
    void urlAndSecretAreEncryptedAtRest() {
        set("shop", SECRET);

        String kept = database.jdbi().withHandle(handle -> handle.select("select encrypted from webhook")
                .mapTo(String.class)
                .one());
        assertFalse(kept.contains("secret-path") || kept.contains(SECRET), kept);
    }

    @Test
    void aSecretIsMadeAndShownOnceAndAGivenOneNever() {
        String made = Objects.requireNonNull(set("shop", null).secret());
        assertTrue(made.startsWith("whsec_"), made);
        assertNotNull(WebhookSecret.parse(made));
        assertNull(set("shop", SECRET).secret());
        assertTrue(webhooks.list("shop").items().get(0).signed());
    }

    @Test
    void aRemovedReceiverGetsNothingMore() throws Exception {
        set("shop", null);
        deployed("shop", "d1");
        webhooks.remove("shop");
        start();
        set("blog", null);
        deployed("blog", "d2");

        assertEquals("d2", receiver.await(1).get(0).json().get("deployment").asText());
        assertThrows(UnknownWebhookException.class, () -> webhooks.remove("shop"));
    }

    @Test
    void anErrorOfAProjectCallsNoOnesAttentionInAChat() throws Exception {
        start();
        set("shop", null);
        failed("shop", "@everyone <!channel> & <b>\nsecond\nthird\nfourth\nfifth");

        JsonNode body = receiver.await(1).get(0).json();
        String text = body.get("text").asText();
        assertFalse(text.contains("<!channel>") || text.contains("@everyone"), text);
        assertTrue(text.contains("failed in step build: @\u200beveryone &lt;!channel&gt; &amp; &lt;b&gt;"), text);
        assertFalse(text.contains("fifth"), text);
        assertFalse(body.get("content").asText().contains("@everyone"));
        assertTrue(body.get("error").get("message").asText().contains("@everyone"));
    }

    @Test
    void whatIsNoUrlAndWhatIsPrivateIsRefused() {
        for (String url : List.of(
                "",
                "shop",
                "ftp://example.com/",
                "http://user:secret@example.com/",
                "https:///path",
                "http://example.com:0/",
                "http://exa mple.com/")) {
            InvalidException e =
                    assertThrows(InvalidException.class, () -> webhooks.set("shop", url, null, Reach.ANYWHERE), url);
            assertFalse(String.valueOf(e.getMessage()).contains("secret"), e.getMessage());
        }
        for (String url : List.of("http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://[::1]/")) {
            assertThrows(InvalidException.class, () -> webhooks.set("shop", url, null, Reach.PUBLIC), url);
        }
        assertThrows(
                InvalidException.class,
                () -> webhooks.set("shop", "https://example.com/", "whsec_no base64!", Reach.PUBLIC));
        assertEquals(0, rows("webhook"));
    }
}
