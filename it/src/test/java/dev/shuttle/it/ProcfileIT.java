package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An app of Heroku's: its Procfile says what is run, and how. */
final class ProcfileIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @Test
    void itsWebLineGivesClassOptionsAndArgumentsUnlessTheUserDoes() throws Exception {
        App app = twoPrograms()
                .write("Procfile", "web: java -Dword=hi -cp target/classes com.example.App one \"$PORT\"\n");
        String id = deployed("shop", app);

        String port = visitor.read("shop");
        assertTrue(port.matches("hi \\[one, \\d+]"), port);
        String log = log("shop", id);
        assertTrue(
                log.contains("Entry point: com.example.App.main of module plain-program, as the Procfile says"), log);
        assertTrue(log.contains("com.example.App one \"$PORT\"; options of the Procfile: -Dword=hi"), log);
        assertTrue(log.contains("Note: The variables of .env are not set here"), log);

        JsonNode again = api.settled("shop", restarted("shop"));
        assertEquals("running", again.get("state").asText(), again::toString);
        assertTrue(visitor.read("shop").matches("hi \\[one, \\d+]"));
    }

    @Test
    void itsJarIsFoundByItsPath() throws Exception {
        App app = executable(twoPrograms()).write("Procfile", "web: java -jar target/*.jar from the jar\n");

        JsonNode deployed = api.settled("jar", api.uploadSources("jar", app));

        assertEquals("running", deployed.get("state").asText(), deployed::toString);
        assertEquals("null [from, the, jar]", visitor.read("jar"));
    }

    @Test
    void itsFolderIsTheWorkingDirectoryThoughTheModuleIsBelow() throws Exception {
        executable(App.copy("plain-program", folder))
                .replace(
                        App.MAIN,
                        "\"plain-program, version 1\"",
                        "(\"config \" + new java.io.File(\"config/app.yml\").isFile() + \", built \""
                                + " + new java.io.File(System.getProperty(\"built\")).isFile())");
        App root = new App(folder)
                .write("config/app.yml", "a: b")
                .write("Procfile", "web: java -jar plain-program/target/*.jar\n")
                .write(
                        "pom.xml",
                        "<project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId>"
                                + "<artifactId>above</artifactId><version>1</version><packaging>pom</packaging>"
                                + "<modules><module>plain-program</module></modules></project>");
        String built = "-Dbuilt=plain-program/target/maven-archiver/pom.properties";
        assertEquals(
                204, api.put("/projects/above/env/JAVA_TOOL_OPTIONS", built).statusCode());

        JsonNode deployed = api.settled("above", api.uploadSources("above", root));

        assertEquals("running", deployed.get("state").asText(), deployed::toString);
        assertEquals("config true, built true", visitor.read("above"));
    }

    @Test
    void aPipelineFailsTheDeployWithItsLine() throws Exception {
        App app = twoPrograms().write("Procfile", "# ours\nweb: java -cp x com.example.App | tee log\n");

        JsonNode failed = api.settled("pipe", api.upload("pipe", app));

        assertEquals("plan", failed.get("error").get("step").asText());
        String message = failed.get("error").get("message").asText();
        assertTrue(message.startsWith(
                "Procfile, line 2, `java -cp x com.example.App | tee log`, cannot be used: it uses |"));
    }

    private static App executable(App app) throws Exception {
        return app.replace(
                "pom.xml",
                "<build>\n    <plugins>",
                "<build>\n    <plugins><plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive>"
                        + "<manifest><mainClass>com.example.App</mainClass></manifest>"
                        + "</archive></configuration></plugin>");
    }

    /** Only the Procfile tells which of them is meant. */
    private App twoPrograms() throws Exception {
        return App.copy("plain-program", folder)
                .write(".env", "A=B\n")
                .write(
                        "src/main/java/com/example/Other.java",
                        "package com.example; public class Other { public static void main(String[] args) {} }")
                .replace(
                        App.MAIN,
                        "\"plain-program, version 1\"",
                        "(System.getProperty(\"word\") + \" \" + java.util.List.of(args))");
    }

    private String deployed(String project, App app) throws Exception {
        JsonNode deployed = api.settled(project, api.upload(project, app));
        assertEquals("running", deployed.get("state").asText(), deployed::toString);
        return deployed.get("id").asText();
    }

    private String restarted(String project) throws Exception {
        return Api.json(api.post("/projects/" + project + "/restart", "").body())
                .get("id")
                .asText();
    }

    private String log(String project, String deployment) throws Exception {
        return api.send(api.to("/projects/" + project + "/deployments/" + deployment + "/logs")
                        .header("Accept", "text/plain"))
                .body();
    }
}
