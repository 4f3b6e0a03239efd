package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every example, copied to a new folder, deployed by {@code mvn shuttle:deploy}, and used. */
final class ExamplesIT {
    /** Begins as a GIF does. */
    private static final String PICTURE = "GIF89a, a picture of nothing";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Maven maven = Maven.of(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @Test
    void todoPostgresKeepsItsRowsWhenItIsDeployedAgain() throws Exception {
        App app = example("todo-postgres");
        maven.run(app, "shuttle:deploy").succeeded().says("+ postgres default");
        assertEquals(
                303,
                visitor.submit("todo-postgres", "/add", "title=Buy+%3Cmilk%3E").statusCode());
        HttpResponse<String> added =
                visitor.post("todo-postgres", "/api/todos", "application/json", "{\"title\": \"Read\"}");
        assertEquals(201, added.statusCode(), added::body);

        app.replace("src/main/java/com/example/todo/TodoPage.java", "<h1>To do</h1>", "<h1>To be done</h1>");
        maven.run(app, "shuttle:deploy").succeeded().says("= postgres default");

        String page = visitor.read("todo-postgres");
        assertTrue(page.contains("<h1>To be done</h1>"), page);
        assertTrue(page.contains("Buy &lt;milk&gt;") && !page.contains("<milk>"), page);
        JsonNode todos = Api.json(visitor.visit("todo-postgres", "/api/todos").body());
        assertEquals("Buy <milk>", todos.get(0).get("title").asText());
        assertEquals("Read", todos.get(1).get("title").asText());

        String id = "id=" + todos.get(0).get("id").asText();
        assertEquals(303, visitor.submit("todo-postgres", "/tick", id).statusCode());
        assertTrue(visitor.read("todo-postgres").contains("<li class=\"done\"><span>Buy"));
        assertEquals(303, visitor.submit("todo-postgres", "/delete", id).statusCode());
        assertFalse(visitor.read("todo-postgres").contains("milk"));
        assertEquals(400, visitor.submit("todo-postgres", "/add", "title=+").statusCode());
        assertEquals(
                400,
                visitor.post("todo-postgres", "/api/todos", "application/json", "{")
                        .statusCode());

        aBrowserUsesThePage();
    }

    private void aBrowserUsesThePage() throws Exception {
        Optional<Path> chromium = Browser.executable();
        if (chromium.isEmpty()) {
            return;
        }
        try (Browser browser = Browser.start(chromium.get(), folder.resolve("profile"))) {
            browser.open("http://todo-postgres.localhost:" + SERVER.proxy().getPort() + "/");
            browser.evaluate("document.querySelector('[name=title]').value = 'Typed by a browser';"
                    + "document.querySelector('form[action=\"/add\"] button').click()");
            seen(browser, "document.body.innerText", "Typed by a browser");
            browser.evaluate("[...document.querySelectorAll('li')].find(li => li.innerText.includes('Typed'))"
                    + ".querySelector('form[action=\"/tick\"] button').click()");
            seen(browser, "document.querySelector('li.done span')?.innerText ?? ''", "Typed by a browser");
        }
    }

    private static void seen(Browser browser, String script, String expected) throws Exception {
        Await.until(
                "'" + expected + "' on the page",
                Duration.ofSeconds(15),
                () -> browser.evaluate(script),
                text -> text.contains(expected));
    }

    @Test
    @Tag("full") // DeployIT deploys a Spring Boot app that differs in its text
    void springAnswers() throws Exception {
        maven.run(example("spring"), "shuttle:deploy").succeeded();

        assertEquals("Hello from Spring on Shuttle\n", visitor.read("spring"));
    }

    @Test
    @Tag("full") // downloads of Spring Data; TemplateTest reads the pom in every run
    void springPostgresKeepsItsRowsWhenItIsDeployedAgain() throws Exception {
        App app = example("spring-postgres");
        maven.run(app, "shuttle:deploy").succeeded().says("+ postgres default");
        assertEquals(
                201, visitor.post("spring-postgres", "/", "text/plain", "first").statusCode());

        app.replace("src/main/java/com/example/notes/NoteController.java", "A note has", "Each note has");
        maven.run(app, "shuttle:deploy").succeeded().says("= postgres default");

        String notes = visitor.read("spring-postgres");
        assertTrue(notes.contains("\"text\":\"first\""), notes);
        assertEquals(
                400, visitor.post("spring-postgres", "/", "text/plain", " ").statusCode());
    }

    @Test
    @Tag("full") // downloads of Quarkus, whose packaging FrameworksIT shows too
    void quarkusAnswers() throws Exception {
        maven.run(example("quarkus"), "shuttle:deploy").succeeded();

        assertEquals("Hello from Quarkus on Shuttle\n", visitor.read("quarkus"));
    }

    @Test
    @Tag("full") // the guestbook uses Redis too
    void counterRedisCounts() throws Exception {
        maven.run(example("counter-redis"), "shuttle:deploy").succeeded();

        int first = visits();
        assertEquals(first + 1, visits());
        assertEquals(404, visitor.visit("counter-redis", "/favicon.ico").statusCode());
        assertEquals(first + 2, visits());
    }

    /** The platform's own look at the page counts too. */
    private int visits() throws IOException, InterruptedException {
        return Integer.parseInt(visitor.read("counter-redis").replaceAll("\\D", ""));
    }

    @Test
    void guestbookUsesDatabaseRedisFolderAndSecret() throws Exception {
        App app = example("guestbook");
        maven.run(app, "shuttle:secrets", "-Dshuttle.set=MODERATOR_KEY=let me delete")
                .succeeded();
        maven.run(app, "shuttle:deploy").succeeded();

        assertEquals(303, write("Ada", "First & <b>best</b>").statusCode());
        String page = visitor.read("guestbook");
        assertTrue(page.contains("First &amp; &lt;b&gt;best&lt;/b&gt;"), page);
        assertEquals(PICTURE, picture(page));

        Matcher delete = Pattern.compile("/entries/\\d+/delete").matcher(page);
        assertTrue(delete.find(), page);
        assertEquals(
                403, visitor.submit("guestbook", delete.group(), "key=wrong").statusCode());
        assertTrue(visitor.read("guestbook").contains("Ada"));
        assertEquals(
                303,
                visitor.submit("guestbook", delete.group(), "key=let+me+delete").statusCode());
        assertFalse(visitor.read("guestbook").contains("Ada"));

        HttpResponse<String> last = write("Bob", "again");
        for (int i = 0; i < 10 && last.statusCode() == 303; i++) {
            last = write("Bob", "again");
        }
        assertEquals(429, last.statusCode(), "The rate of writing is limited");
    }

    private HttpResponse<String> write(String name, String message) throws IOException, InterruptedException {
        String line = "--frontier\r\nContent-Disposition: form-data; name=";
        String body = line + "\"name\"\r\n\r\n" + name + "\r\n"
                + line + "\"message\"\r\n\r\n" + message + "\r\n"
                + line + "\"picture\"; filename=\"a.gif\"\r\nContent-Type: image/gif\r\n\r\n"
                + PICTURE + "\r\n--frontier--\r\n";
        return visitor.post("guestbook", "/entries", "multipart/form-data; boundary=frontier", body);
    }

    private String picture(String page) throws IOException, InterruptedException {
        Matcher source = Pattern.compile("<img src=\"([^\"]+)\"").matcher(page);
        assertTrue(source.find(), page);
        HttpResponse<String> picture = visitor.visit("guestbook", source.group(1));
        assertEquals("image/gif", picture.headers().firstValue("Content-Type").orElse(""));
        return picture.body();
    }

    @Test
    void aLibrarysOwnResourceIsMadeOnceAndOpenedAtEveryStart() throws Exception {
        App app = example("own-resource");
        maven.run(app, "shuttle:deploy").succeeded();
        assertEquals(
                "first\n", visitor.post("notes", "/", "text/plain", "first").body());

        Api api = new Api(SERVER);
        String restart = Api.json(api.post("/projects/notes/restart", "").body())
                .get("id")
                .asText();
        assertEquals("running", api.settled("notes", restart).get("state").asText());

        assertEquals("first\n", visitor.read("notes"));
        JsonNode made = api.resource("notes", "com.example.sqlite.Sqlite", "notes");
        assertEquals("ready", made.path("state").asText());
    }

    private App example(String name) throws IOException {
        return App.copyOf(Java.root().resolve("examples").resolve(name), folder.resolve(name));
    }
}
