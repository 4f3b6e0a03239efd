package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvn shuttle:run}: the same class on this machine. The control plane only gives the plugin. */
final class RunIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Maven maven = Maven.of(SERVER);
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        Processes.left(folder).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void theTodoExampleKeepsItsRowsAndIsRestartedWhenAClassChanges() throws Exception {
        App app = App.copyOf(Java.root().resolve("examples/todo-postgres"), folder.resolve("todo"));
        beginsOnTheNextPortAndTakesARow(app);

        try (RunningMaven run = maven.start(app, "shuttle:run", "-Dshuttle.port=0", "-Dshuttle.watch")) {
            URI url = run.url();
            assertTrue(get(url).contains("Written in the first run"), run::text);

            app.replace("src/main/java/com/example/todo/TodoPage.java", "<h1>To do</h1>", "<h1>To be done</h1>");
            maven.run(app, "-q", "compile").succeeded();
            Await.until(
                    "the changed class to answer with the row",
                    Duration.ofSeconds(30),
                    () -> getOrEmpty(url),
                    page -> page.contains("<h1>To be done</h1>") && page.contains("Written in the first run"));

            run.ctrlC();
            assertEquals(Set.of(), Processes.left(app.directory()), run::text);
        }
    }

    /** Below the ports that the system hands out, of which other tests would take the next one meanwhile. */
    private static ServerSocket busy() throws IOException {
        for (int port = 12_000; port < 20_000; port += 10) {
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                // The next one, then.
            }
        }
        throw new IOException("no port between 12000 and 20000 is free");
    }

    private void beginsOnTheNextPortAndTakesARow(App app) throws Exception {
        try (ServerSocket busy = busy();
                RunningMaven run = maven.start(app, "shuttle:run", "-Dshuttle.port=" + busy.getLocalPort())) {
            URI url = run.url();
            assertNotEquals(busy.getLocalPort(), url.getPort());
            assertTrue(run.text().contains("Port " + busy.getLocalPort() + " is taken"), run::text);
            HttpRequest add = HttpRequest.newBuilder(url.resolve("/api/todos"))
                    .POST(BodyPublishers.ofString("{\"title\": \"Written in the first run\"}"))
                    .build();
            assertEquals(201, client.send(add, BodyHandlers.ofString()).statusCode());

            run.ctrlC();
            assertEquals(Set.of(), Processes.left(app.directory()), run::text);
        }
    }

    @Test
    void aProgramHasItsArgumentsAndFindsItsResourcesInItsEnvironment() throws Exception {
        App app = App.copy("program-resources", folder)
                .write(
                        "src/main/java/com/example/Other.java",
                        """
                        package com.example;
                        @dev.shuttle.Folder @dev.shuttle.Secret("TOKEN")
                        class Other {
                            public static void main(String[] args) throws Exception {
                                System.out.println("arguments " + java.util.List.of(args));
                                App.main(args);
                            }
                        }
                        """)
                .write("Secrets.dev.properties", "TOKEN=of this machine");

        try (RunningMaven run = maven.start(
                app,
                "shuttle:run",
                "-Dshuttle.port=0",
                "-Dshuttle.add=folder:up",
                "-Dshuttle.main=com.example.Other",
                "-Dshuttle.args=server 'a b'")) {
            String environment = get(run.url().resolve("/env"));
            assertTrue(environment.lines().anyMatch("TOKEN=of this machine"::equals), environment);
            for (String name : new String[] {"SHUTTLE_FOLDER", "SHUTTLE_FOLDER_UP"}) {
                assertTrue(environment.contains(name + "=" + app.directory()), environment);
            }
            assertTrue(run.text().contains("arguments [server, a b]"), run::text);
            run.ctrlC();
            assertEquals(Set.of(), Processes.left(app.directory()), run::text);
        }
    }

    @Test
    @Tag("full") // DevSecretsTest has the sentence
    void aSecretThatIsMissingHereIsNamedWithTheFileThatItBelongsIn() throws Exception {
        App app = App.copy("jdk-handler", folder)
                .replace(
                        App.MAIN,
                        "HttpHandler main(",
                        "HttpHandler main(@dev.shuttle.Secret(\"LACKING\") String lacking");

        maven.run(app, "shuttle:run", "-Dshuttle.port=0").failed().says("LACKING", "Secrets.dev.properties");

        assertEquals(Set.of(), Processes.left(app.directory()));
    }

    private String get(URI url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                .body();
    }

    /** During a restart, nothing may listen. */
    private String getOrEmpty(URI url) throws InterruptedException {
        try {
            return get(url);
        } catch (IOException e) {
            return "";
        }
    }
}
