package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a multi-module build, its command line, its local repository and its git that come to the server. */
final class ReactorIT {
    private static final String APP = "app/src/main/java/com/example/App.java";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    @TempDir
    Path folder;

    private final Maven maven = Maven.of(SERVER);

    @Test
    void moduleProfilePropertyLocalLibraryAndCommitComeAlong() throws Exception {
        install("own-lib", "own.txt", "from here only");
        App app = twoServices();
        git(app, "init", "-q", "-b", "trunk");
        git(app, "add", ".");
        git(app, "add", "-f", "app/src/main/resources/told.txt");
        commit(app, "Begin\n\nMore.");
        String[] deploy = {"-pl", "app", "shuttle:deploy", "-Pfriendly", "-Dlevel=7", "-Ddb.password=hunter2"};

        MavenRun first = maven.forked(app, deploy).succeeded();
        first.says("Passed on to the server's build: -Pfriendly -Dlevel=7", "look like secrets: db.password");
        first.says("only this machine has them: com.example.own:own-lib:1-SNAPSHOT");
        first.says(
                "Not uploaded, since .gitignore names it or it looks like a secret: app/src/main/resources/left.out.");
        first.says("Only the modules that the service needs are built (-pl app -am).", "-Dshuttle.buildEnv=NUMBER.");
        assertTrue(!first.text().contains("hunter2"), first::text);
        assertEquals("level 7, friendly, from here only", new Visitor(SERVER).read("reactor-app"));
        commit(app, "Again");
        maven.run(app, deploy).succeeded().says("Nothing changed");

        maven.run(app, "shuttle:deploy", "-Dshuttle.module=app", "-Pfriendly", "-Dlevel=8")
                .succeeded();
        assertEquals("level 8, friendly, from here only", new Visitor(SERVER).read("reactor-app"));

        JsonNode git = new Api(SERVER).deployments("reactor-app").get(0).get("git");
        assertEquals("trunk", git.get("branch").asText());
        assertEquals("Again", git.get("message").asText());
        assertEquals("false", git.get("dirty").asText());
        assertEquals(40, git.get("commit").asText().length());
    }

    @Test
    void anotherPomIsBuiltThereToo() throws Exception {
        App app = App.copy("plain-program", folder);
        String pom = Files.readString(app.directory().resolve("pom.xml"));
        app.write("pom-server.xml", pom.replace("plain-program", "server-app"));

        maven.forked(app, "-f", "pom-server.xml", "shuttle:deploy")
                .succeeded()
                .says("The server's build takes pom-server.xml too (-f)");

        assertEquals("plain-program, version 1", new Visitor(SERVER).read("server-app"));
        assertTrue(new Api(SERVER)
                .get("/projects/server-app")
                .get("origin")
                .toString()
                .contains("com.example:server-app"));
    }

    @Test
    void aModuleAloneIsToldWhereToRun() throws Exception {
        App app = App.copy("reactor", folder);

        maven.forked(app.directory().resolve("app"), "shuttle:deploy", "-o")
                .failed()
                .says("Run the goal in " + app.directory().toRealPath());
    }

    /** A second module that could be one too, so that -pl has something to choose. */
    private App twoServices() throws IOException {
        App app = App.copy("reactor", folder)
                .replace("pom.xml", "<module>app</module>", "<module>app</module><module>other</module>")
                .replace(
                        "app/pom.xml",
                        "<dependencies>",
                        """
                        <properties><mood>gruff</mood><number>${env.NUMBER}</number></properties>
                        <build><resources><resource>
                          <directory>src/main/resources</directory><filtering>true</filtering>
                        </resource></resources></build>
                        <profiles><profile>
                          <id>friendly</id><properties><mood>friendly</mood></properties>
                        </profile></profiles>
                        <dependencies>
                          <dependency>
                            <groupId>com.example.own</groupId><artifactId>own-lib</artifactId><version>1-SNAPSHOT</version>
                          </dependency>
                        """)
                .write(".gitignore", "told.txt\nleft.out\ntarget/\n")
                .write("app/src/main/resources/left.out", "")
                .write("other/src/main/java/com/example/Broken.java", "class Broken { Missing here; }")
                .write("app/src/main/resources/told.txt", "level ${level}, ${mood}, ")
                .replace(
                        APP,
                        "Greeting.text()",
                        "(new String(App.class.getResourceAsStream(\"/told.txt\").readAllBytes())"
                                + " + new String(App.class.getResourceAsStream(\"/own.txt\").readAllBytes()))");
        String other = Files.readString(app.directory().resolve("app/pom.xml"));
        app.write("other/pom.xml", other.replace("<artifactId>reactor-app<", "<artifactId>other-app<"));
        return app.write(
                "other/src/main/java/com/example/Other.java",
                """
                package com.example;

                @dev.shuttle.ShuttleService
                public class Other {
                    public static void main(String[] args) {}
                }
                """);
    }

    /** As {@code mvn install} leaves it in the clients' repository. */
    private static void install(String name, String file, String text) throws IOException {
        Path version = Downloads.client().resolve("com/example/own/" + name + "/1-SNAPSHOT");
        Files.createDirectories(version);
        String artifact = name + "-1-SNAPSHOT";
        Files.writeString(
                version.resolve(artifact + ".pom"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>com.example.own</groupId><artifactId>" + name
                        + "</artifactId><version>1-SNAPSHOT</version></project>");
        try (OutputStream out = Files.newOutputStream(version.resolve(artifact + ".jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(file));
            jar.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Files.write(version.resolve("_remote.repositories"), List.of(artifact + ".jar>=", artifact + ".pom>="));
    }

    private static void commit(App app, String message) throws Exception {
        git(app, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "--allow-empty", "-m", message);
    }

    private static void git(App app, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(app.directory().toFile())
                .inheritIO()
                .start();
        assertTrue(git.waitFor(30, TimeUnit.SECONDS) && git.exitValue() == 0, command::toString);
    }
}
