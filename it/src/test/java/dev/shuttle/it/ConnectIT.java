package dev.shuttle.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Programs on this machine reach real databases through the API, as {@code shuttle:connect} says. */
final class ConnectIT {
    private static final int PATIENCE_MILLIS = 30_000;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private static final Api API = new Api(SERVER);

    @TempDir
    Path folder;

    @BeforeAll
    static void attach() throws Exception {
        assertEquals(
                204, API.put("/projects/shop/resources/postgres/default", "").statusCode());
        assertEquals(204, API.put("/projects/shop/resources/redis/default", "").statusCode());
    }

    @Test
    void psqlAndJdbcReachTheDatabaseUntilCtrlC() throws Exception {
        App app = App.copy("infra", folder);
        try (RunningMaven goal = connect(Maven.of(SERVER), app, "postgres")) {
            goal.prints("jdbc:postgresql://127.0.0.1:");
            try (Connection connection = DriverManager.getConnection(printed(goal, "(?m)^(jdbc:.*)$"));
                    ResultSet rows = connection.createStatement().executeQuery("SELECT current_database()")) {
                rows.next();
                assertEquals("shop_default", rows.getString(1));
            }
            if (isInstalled("psql")) {
                String url = printed(goal, "(?m)^psql '(.*)'$");
                Process psql = new ProcessBuilder("psql", url, "-Atc", "SELECT 6 * 7")
                        .redirectErrorStream(true)
                        .start();
                assertEquals("42", new String(psql.getInputStream().readAllBytes(), UTF_8).strip());
            }
            goal.ctrlC();
        }
    }

    @Test
    void redisIsReachedUntilTheKeyIsRevoked() throws Exception {
        JsonNode key = Api.json(API.post("/keys", "{\"name\": \"laptop\", \"scope\": \"deploy:shop\"}")
                .body());
        App app = App.copy("infra", folder);
        Maven maven = Maven.withKey(SERVER, key.get("key").asText());
        try (RunningMaven goal = connect(maven, app, "redis", "-Dshuttle.output=json")) {
            goal.prints("{\"project\"");
            JsonNode document = Api.json(printed(goal, "(?m)^(\\{\"project\".*)$"));
            URI url = URI.create(document.get("url").asText());
            try (Socket socket = new Socket(url.getHost(), document.get("port").asInt())) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                String[] credentials = url.getUserInfo().split(":", 2);
                say(socket, "AUTH " + credentials[0] + " " + credentials[1] + "\r\nPING\r\n");
                assertEquals("+OK", answers.readLine());
                assertEquals("+PONG", answers.readLine());

                assertEquals(204, API.delete("/keys/" + key.get("id").asText()).statusCode());
                assertEquals(-1, answers.read());
            }
            assertTrue(goal.toEnd().contains("revoked"), goal::text);
        }
    }

    @Test
    void aDatabaseIsCopiedToAPreviewThatHasNoDataOfItsOwn() throws Exception {
        sql("shop", "CREATE TABLE note AS SELECT 'kept' AS text");
        String copy = "{\"from\": \"shop\", \"data\": true}";
        assertEquals(2, API.put("/projects/shop/resources/folder/default", "").statusCode() / 100);
        Path folders = SERVER.home().resolve("folders");
        Files.writeString(folders.resolve("shop/default/picture"), "of a product");

        assertEquals(204, API.post("/projects/shop-pr-1/copy", copy).statusCode());
        assertEquals("of a product", Files.readString(folders.resolve("shop-pr-1/default/picture")));
        assertTrue(
                API.resource("shop-pr-1", "folder", "default").get("attached").asBoolean());
        assertEquals("kept", sql("shop-pr-1", "SELECT text FROM note"));
        sql("shop-pr-1", "UPDATE note SET text = 'changed' RETURNING 1");
        assertEquals(409, API.post("/projects/shop-pr-1/copy", copy).statusCode());
        assertEquals("changed", sql("shop-pr-1", "SELECT text FROM note"));

        String confirmed = copy.replace("}", ", \"confirm\": \"shop-pr-1\"}");
        assertEquals(204, API.post("/projects/shop-pr-1/copy", confirmed).statusCode());
        assertEquals("kept", sql("shop-pr-1", "SELECT text FROM note"));
        assertEquals("kept", sql("shop", "SELECT text FROM note"));
        assertTrue(
                API.resource("shop-pr-1", "postgres", "default").get("attached").asBoolean());
    }

    private static String sql(String project, String statement) throws Exception {
        JsonNode items =
                API.get("/projects/" + project + "/resources?reveal=true").get("items");
        for (JsonNode item : items) {
            JsonNode details = item.get("details");
            if (item.get("type").asText().equals("postgres")) {
                String url =
                        "jdbc:postgresql://127.0.0.1:" + details.get("port").asText() + "/"
                                + details.get("database").asText();
                try (Connection connection = DriverManager.getConnection(
                                url,
                                details.get("username").asText(),
                                details.get("password").asText());
                        Statement sql = connection.createStatement()) {
                    return sql.execute(statement) && sql.getResultSet().next()
                            ? sql.getResultSet().getString(1)
                            : "";
                }
            }
        }
        throw new AssertionError(project + " has no database: " + items);
    }

    @Test
    void theProxyPassesTunnelsAtTheHostOfTheApi() throws Exception {
        try (Socket socket = new Socket(SERVER.proxy().getHost(), SERVER.proxy().getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            say(
                    socket,
                    "GET /projects/shop/resources/redis/default/tunnel HTTP/1.1\r\nHost: api.localhost\r\n"
                            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Protocol: shuttle-tunnel\r\nAuthorization: Bearer " + SERVER.key()
                            + "\r\n\r\n");
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = in.read();
                assertTrue(next >= 0, head::toString);
                head.append((char) next);
            }
            assertTrue(head.toString().startsWith("HTTP/1.1 101"), head::toString);
            // A binary message, masked with zeros: RFC 6455, section 5.2.
            socket.getOutputStream()
                    .write(new byte[] {(byte) 0x82, (byte) 0x86, 0, 0, 0, 0, 'P', 'I', 'N', 'G', '\r', '\n'});
            assertEquals(0x82, in.read());
            byte[] answer = in.readNBytes(in.read());
            assertTrue(new String(answer, UTF_8).startsWith("-NOAUTH"), () -> new String(answer, UTF_8));
        }
    }

    private static RunningMaven connect(Maven maven, App app, String type, String... more) throws IOException {
        String[] arguments = Stream.concat(
                        Stream.of(
                                Maven.goal("connect"),
                                "-Dshuttle.project=shop",
                                "-Dshuttle.resource=" + type + ":default"),
                        Stream.of(more))
                .toArray(String[]::new);
        return maven.start(app, arguments);
    }

    private static String printed(RunningMaven goal, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(goal.text());
        assertTrue(matcher.find(), goal::text);
        return matcher.group(1);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }
}
