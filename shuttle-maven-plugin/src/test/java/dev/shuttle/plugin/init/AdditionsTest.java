package dev.shuttle.plugin.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.plugin.artifact.TestMaven;
import dev.shuttle.plugin.name.Module;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdditionsTest {

    private static final Server SERVER = new Server("7.1", Optional.of("https://api.example.com"));
    private static final String MAIN = "public class App {\n    public static void main(String[] args) {}\n}\n";

    @TempDir
    private Path folder;

    private Path root = Path.of("");
    private TestMaven maven;

    @BeforeEach
    void start() throws Exception {
        maven = new TestMaven(folder);
        maven.install("dev.shuttle:shuttle-maven-plugin:7.1", "<packaging>maven-plugin</packaging>");
        root = Files.createDirectories(folder.resolve("app")).toRealPath();
    }

    @AfterEach
    void stop() {
        maven.close();
    }

    @Test
    void aProjectOfOneModuleGetsAllOfIt() throws Exception {
        write("pom.xml", pom("app", ""));
        write("src/main/java/a/App.java", "package a;\n\n" + MAIN);

        List<String> diff = apply(find(""));

        assertTrue(
                diff.containsAll(List.of(
                        "--- pom.xml", "+++ pom.xml", "+        <artifactId>shuttle-maven-plugin</artifactId>")),
                diff::toString);
        assertEquals(
                "package a;\n\nimport dev.shuttle.ShuttleService;\n\n@ShuttleService\n" + MAIN,
                Files.readString(root.resolve("src/main/java/a/App.java")));
        assertEquals(
                """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>own</groupId>
                  <artifactId>app</artifactId>
                  <version>1</version>
                  <properties>
                    <shuttle.api>https://api.example.com</shuttle.api>
                  </properties>
                  <dependencies>
                    <dependency>
                      <groupId>dev.shuttle</groupId>
                      <artifactId>shuttle-annotations</artifactId>
                      <version>7.1</version>
                    </dependency>
                  </dependencies>
                  <repositories>
                    <repository>
                      <id>central</id>
                      <url>https://repo.maven.apache.org/maven2</url>
                      <snapshots><enabled>false</enabled></snapshots>
                    </repository>
                    <repository>
                      <id>shuttle</id>
                      <url>https://api.example.com/maven</url>
                      <snapshots><enabled>false</enabled></snapshots>
                    </repository>
                  </repositories>
                  <pluginRepositories>
                    <pluginRepository>
                      <id>central</id>
                      <url>https://repo.maven.apache.org/maven2</url>
                      <snapshots><enabled>false</enabled></snapshots>
                    </pluginRepository>
                    <pluginRepository>
                      <id>shuttle</id>
                      <url>https://api.example.com/maven</url>
                      <snapshots><enabled>false</enabled></snapshots>
                    </pluginRepository>
                  </pluginRepositories>
                  <build>
                    <plugins>
                      <plugin>
                        <groupId>dev.shuttle</groupId>
                        <artifactId>shuttle-maven-plugin</artifactId>
                        <version>7.1</version>
                      </plugin>
                    </plugins>
                  </build>
                </project>
                """,
                Files.readString(root.resolve("pom.xml")));

        assertEquals(List.of(), find("").changes(), "The second time nothing is lacking");
    }

    @Test
    void inAReactorThePluginGoesToTheRootAndTheDependencyToTheService() throws Exception {
        write(
                "pom.xml",
                pom(
                        "all",
                        "  <packaging>pom</packaging>\n  <modules><module>lib</module><module>web</module></modules>\n"));
        write("lib/pom.xml", pom("lib", ""));
        write("lib/src/main/java/Lib.java", "public class Lib { void main(String[] args) {} }");
        write("web/pom.xml", pom("web", ""));
        write("web/src/main/java/App.java", MAIN);

        apply(find("(name = \"shop\")"));

        assertTrue(read("pom.xml").contains("shuttle-maven-plugin"), read("pom.xml"));
        assertEquals(-1, read("pom.xml").indexOf("shuttle-annotations"));
        assertTrue(read("web/pom.xml").contains("shuttle-annotations"), read("web/pom.xml"));
        assertEquals(pom("lib", ""), read("lib/pom.xml"));
        assertTrue(read("web/src/main/java/App.java").contains("@ShuttleService(name = \"shop\")\npublic class"));
        assertEquals(List.of(), find("").changes());
    }

    @Test
    void aServiceThatDoesNotInheritGetsTheRepositoryToo() throws Exception {
        write("pom.xml", pom("all", "  <packaging>pom</packaging>\n  <modules><module>web</module></modules>\n"));
        write("web/pom.xml", pom("web", ""));
        write("web/src/main/java/App.java", MAIN);

        apply(find(""));

        assertTrue(read("pom.xml").contains("<artifactId>shuttle-maven-plugin<"), read("pom.xml"));
        assertTrue(read("web/pom.xml").contains("<url>https://api.example.com/maven<"), read("web/pom.xml"));
        assertFalse(read("web/pom.xml").contains("<shuttle.api>"), read("web/pom.xml"));
    }

    @Test
    void aServiceThatInheritsDoesNot() throws Exception {
        write("pom.xml", pom("all", "  <packaging>pom</packaging>\n  <modules><module>web</module></modules>\n"));
        String parent = "  <parent><groupId>own</groupId><artifactId>all</artifactId><version>1</version></parent>\n";
        write("web/pom.xml", pom("web", parent));
        write("web/src/main/java/App.java", MAIN);

        apply(find(""));

        assertTrue(read("pom.xml").contains("<url>https://api.example.com/maven<"), read("pom.xml"));
        assertFalse(read("web/pom.xml").contains("<repositories>"), read("web/pom.xml"));
    }

    @Test
    void repositoriesOfTheProjectKeepTheirOrder() throws Exception {
        write(
                "pom.xml",
                pom(
                        "app",
                        "  <repositories><repository><id>own</id><url>http://own</url></repository></repositories>\n"));
        write("src/main/java/App.java", MAIN);

        apply(find(""));

        assertEquals(List.of("own", "central", "shuttle"), repositories());
    }

    @Test
    void repositoriesOfAParentAreStillAskedBeforeCentral() throws Exception {
        String own = "<repositories><repository><id>own</id><url>http://own</url></repository></repositories>";
        maven.install("org.example:parent:1", "<packaging>pom</packaging>" + own);
        String parent =
                "  <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>1</version></parent>\n";
        write("pom.xml", pom("app", parent));

        apply(find(""));

        assertEquals(List.of("shuttle", "own", "central"), repositories());
    }

    private List<String> repositories() throws Exception {
        return maven.reactor(root.resolve("pom.xml")).get(0).getModel().getRepositories().stream()
                .map(each -> each.getId())
                .toList();
    }

    @Test
    void aSpringAppWithADatabaseGetsTheAnnotationThatBringsIt() throws Exception {
        write(
                "pom.xml",
                pom(
                        "app",
                        dependencies(
                                "org.springframework.boot:spring-boot-starter-data-jpa",
                                "org.springframework.boot:spring-boot-starter-data-redis",
                                "org.postgresql:postgresql")));
        write("src/main/java/App.java", "@SpringBootApplication\n" + MAIN);

        Additions additions = find("");
        apply(additions);

        String main = read("src/main/java/App.java");
        assertTrue(main.contains("@ShuttleService\n@Postgres\n@Redis\n@SpringBootApplication\n"), main);
        assertEquals(List.of(), additions.attached());
        assertEquals(List.of(), find("").changes());
    }

    @Test
    void aDriverForTestsIsNoDatabase() throws Exception {
        write(
                "pom.xml",
                pom(
                        "app",
                        dependencies(
                                "org.springframework.boot:spring-boot-starter-data-jpa",
                                "com.mysql:mysql-connector-j",
                                "org.postgresql:postgresql:test")));
        write("src/main/java/App.java", MAIN);

        apply(find(""));

        assertFalse(read("src/main/java/App.java").contains("@Postgres"), read("src/main/java/App.java"));
    }

    @Test
    void whatHasNoMainClassOfItsOwnGetsItsDatabaseByACommand() throws Exception {
        write(
                "pom.xml",
                pom(
                        "quarkus-app",
                        dependencies("io.quarkus:quarkus-jdbc-postgresql", "io.quarkus:quarkus-redis-client")));
        write("src/main/java/Greeting.java", "public class Greeting {}\n");

        Additions additions = find("");
        apply(additions);

        assertEquals(List.of("postgres:default", "redis:default"), additions.attached());
        assertEquals(List.of(), additions.notes());
        assertEquals(List.of("pom.xml"), files(additions));
        assertFalse(read("pom.xml").contains("shuttle-annotations"), read("pom.xml"));
    }

    @Test
    void anObjectInKotlinIsAnnotatedAndAFileIsNot() throws Exception {
        write(
                "pom.xml",
                pom("app", dependencies("io.micronaut.sql:micronaut-jdbc-hikari", "org.postgresql:postgresql")));
        write("src/main/kotlin/a/App.kt", "package a\n\nfun main(args: Array<String>) {}\n");

        assertEquals(List.of("pom.xml"), files(find("")));
        assertEquals(List.of("postgres:default"), find("").attached());

        String object = "object App {\n    @JvmStatic\n    fun main(args: Array<String>) {}\n}\n";
        write("src/main/kotlin/a/App.kt", "package a\n\nimport b.B\n\n" + object);
        apply(find(""));

        assertEquals(
                "package a\n\nimport b.B\nimport dev.shuttle.Postgres\nimport dev.shuttle.ShuttleService\n\n"
                        + "@ShuttleService\n@Postgres\n" + object,
                read("src/main/kotlin/a/App.kt"));
        assertEquals(List.of(), find("").changes());
        assertEquals(List.of(), find("").attached());
    }

    @Test
    void severalMainClassesAreLeftToTheUser() throws Exception {
        write("pom.xml", pom("app", ""));
        write("src/main/java/App.java", MAIN);
        write("src/main/java/Tool.java", MAIN.replace("App", "Tool"));

        Additions additions = find("");

        assertEquals(List.of("pom.xml"), files(additions));
        assertEquals(
                List.of("There are several main classes, App, Tool: put @ShuttleService on the one that starts the"
                        + " service."),
                additions.notes());
    }

    @Test
    void whatTheCodeSaysAlreadyIsBelieved() throws Exception {
        write("pom.xml", pom("app", ""));
        write("src/main/java/App.java", "import dev.shuttle.*;\n@ShuttleService\n" + MAIN);
        write("src/main/java/Tool.java", MAIN.replace("App", "Tool"));

        assertEquals(List.of("pom.xml"), files(find("")));
        assertEquals(List.of(), find("").notes());
    }

    @Test
    void anotherAddressInThePomIsLeftAndNamed() throws Exception {
        write("pom.xml", pom("app", "  <properties><shuttle.api>http://old</shuttle.api></properties>\n"));
        write("src/main/java/App.java", MAIN);

        Additions additions = find("");

        assertEquals(
                List.of("The pom already sets shuttle.api to http://old: it is left unchanged."), additions.notes());
    }

    @Test
    void aPomInLatin1StaysOne() throws Exception {
        String text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n" + pom("app", "  <name>Bücher</name>\n");
        Files.write(root.resolve("pom.xml"), text.getBytes(StandardCharsets.ISO_8859_1));

        apply(find(""));

        String now = Files.readString(root.resolve("pom.xml"), StandardCharsets.ISO_8859_1);
        assertTrue(now.contains("<name>Bücher</name>") && now.contains("shuttle-annotations"), now);
    }

    @Test
    void aProjectThatIsSetUpGetsNothing() throws Exception {
        write("pom.xml", pom("app", ""));
        write("src/main/java/a/App.java", "package a;\n\n" + MAIN);
        assertFalse(apply(find("")).isEmpty());

        assertEquals(List.of(), files(find("")));
    }

    @Test
    void aFileThatWasChangedMeanwhileIsNotOverwritten() throws Exception {
        write("pom.xml", pom("app", ""));
        Additions additions = find("");
        write("pom.xml", pom("other", ""));

        assertThrows(IOException.class, () -> additions.changes().get(0).apply());
        assertEquals(pom("other", ""), read("pom.xml"));
    }

    private Additions find(String arguments) throws Exception {
        List<MavenProject> reactor = maven.reactor(root.resolve("pom.xml"));
        MavenProject top = reactor.stream()
                .filter(each -> each.getBasedir().toPath().equals(root))
                .findFirst()
                .orElseThrow();
        Additions additions = new Additions(top, SERVER);
        List<Module> modules = reactor.stream()
                .map(each -> new Module(
                        each.getArtifactId(),
                        each.getPackaging(),
                        each.getBasedir().toPath(),
                        List.of(each.getBasedir().toPath().resolve("src/main/java"))))
                .toList();
        additions.find(
                ServiceModule.in(modules, each -> each.artifactId().startsWith("quarkus")),
                module -> reactor.get(modules.indexOf(module)),
                arguments);
        return additions;
    }

    private List<String> apply(Additions additions) throws IOException {
        List<String> diff = new java.util.ArrayList<>();
        for (Change each : additions.changes()) {
            diff.addAll(each.diff(root));
            each.apply();
        }
        return diff;
    }

    private List<String> files(Additions additions) {
        return additions.changes().stream()
                .map(each -> root.relativize(each.file()).toString())
                .toList();
    }

    /** Of {@code GROUP:ARTIFACT}, with a scope if need be. */
    private String dependencies(String... ids) throws Exception {
        StringBuilder all = new StringBuilder("  <dependencies>\n");
        for (String id : ids) {
            String[] parts = id.split(":", -1);
            maven.install(parts[0] + ":" + parts[1] + ":1", "");
            String scope = parts.length > 2 ? "<scope>" + parts[2] + "</scope>" : "";
            all.append("    <dependency><groupId>" + parts[0] + "</groupId><artifactId>" + parts[1]
                    + "</artifactId><version>1</version>" + scope + "</dependency>\n");
        }
        return all + "  </dependencies>\n";
    }

    private static String pom(String artifact, String more) {
        return "<project>\n  <modelVersion>4.0.0</modelVersion>\n  <groupId>own</groupId>\n  <artifactId>" + artifact
                + "</artifactId>\n  <version>1</version>\n" + more + "</project>\n";
    }

    private String read(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
