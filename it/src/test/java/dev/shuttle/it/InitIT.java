package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code shuttle:init}, by users whose home and local repository are empty, as docs/second-machine.md has it. */
final class InitIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    @TempDir
    Path folder;

    @Test
    void anEmptyFolderBecomesAProjectThatASecondMachineDeploys() throws Exception {
        NewUser first = NewUser.in(folder.resolve("first"), SERVER).whoKnowsTheRepository();
        NewUser second = NewUser.in(folder.resolve("second"), SERVER);
        Path project = Files.createDirectories(folder.resolve("My Greeter"));

        first.mvn(project, Maven.goal("init"), "-Dshuttle.api=" + SERVER.api())
                .succeeded()
                .says("created pom.xml", "created src/main/java/com/example/Hello.java", "Next: mvn shuttle:deploy");
        MavenRun deploy = second.mvn(project, "shuttle:deploy").succeeded();

        assertEquals("my-greeter.localhost", deploy.url().getHost());
        assertEquals("Hello from Shuttle\n", new Visitor(SERVER).read("my-greeter"));
    }

    @Test
    @Tag("full") // the plugin's tests of init show each change
    void anExistingProjectIsShownTheDifferenceAndChangedWhenThatIsConfirmed() throws Exception {
        NewUser user = NewUser.in(folder.resolve("user"), SERVER).whoKnowsTheRepository();
        App app = bareProject();
        String pom = Files.readString(app.directory().resolve("pom.xml"));
        String[] init = {Maven.goal("init"), "-Dshuttle.api=" + SERVER.api()};

        user.mvn(app.directory(), init)
                .succeeded()
                .says("+++ pom.xml", "+@ShuttleService", "Nothing was changed. Add -Dshuttle.confirm to apply it.");
        assertEquals(pom, Files.readString(app.directory().resolve("pom.xml")));
        user.mvn(app.directory(), init[0], init[1], "-Dshuttle.confirm")
                .succeeded()
                .says("changed pom.xml");
        String complete = Files.readString(app.directory().resolve("pom.xml"));
        user.mvn(app.directory(), "shuttle:init", "-Dshuttle.confirm")
                .succeeded()
                .says("Nothing to add: this project is already set up.");

        String changed = Files.readString(app.directory().resolve("pom.xml"));
        assertEquals(complete, changed);
        assertTrue(changed.contains("<pluginRepositories>"), () -> "What only settings.xml says: " + changed);
        String main = Files.readString(app.directory().resolve(App.MAIN));
        assertTrue(main.contains("import dev.shuttle.ShuttleService;\n\n@ShuttleService\npublic class App"), main);
        user.mvn(app.directory(), "shuttle:status").failed().says("bare");
    }

    private App bareProject() throws IOException {
        return new App(folder.resolve("bare"))
                .write(
                        "pom.xml",
                        """
                        <project>
                          <modelVersion>4.0.0</modelVersion>
                          <groupId>com.example</groupId>
                          <artifactId>bare</artifactId>
                          <version>1</version>
                        </project>
                        """)
                .write(
                        App.MAIN,
                        """
                        package com.example;

                        public class App {
                            public static void main(String[] args) {}
                        }
                        """);
    }
}
