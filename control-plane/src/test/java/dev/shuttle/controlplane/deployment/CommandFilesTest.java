package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.build.BuiltFiles;
import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.controlplane.procfile.CommandWords;
import dev.shuttle.controlplane.procfile.Procfile;
import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.runtime.plan.ModuleClasses;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandFilesTest {

    @TempDir
    Path temp;

    private Path root;
    private BuiltModule module;

    @BeforeEach
    void built() throws IOException {
        root = temp.toRealPath().resolve("app");
        write("target/web.war");
        write("target/other one.war");
        write("target/conf/app.yml");
        write("target/conf/log.xml");
        write("target/agent.jar");
        Path classes = Files.createDirectories(root.resolve("target/classes"));
        module = new BuiltModule(
                "web",
                "war",
                root,
                classes,
                root.resolve("target/web.war"),
                List.of(),
                List.of(),
                new BuiltFiles(temp.toRealPath(), temp.resolve("own"), temp.resolve("shared"), OsUser.OURSELVES));
    }

    @Test
    void aPatternIsReplacedByWhatItMatches() throws Exception {
        CommandFiles files = of("", "--port $PORT target/*.war target/none-*.war '--x=target/*.war'");

        assertEquals(
                "--port $PORT 'target/other one.war' target/web.war target/none-*.war '--x=target/*.war'",
                files.words().arguments());
        assertEquals(outputs("target/other one.war", "target/web.war"), files.outputs());
    }

    @Test
    void filesThatOptionsAndArgumentsNameGoAlong() throws Exception {
        CommandFiles files = CommandFiles.of(
                new CommandWords("-javaagent:target/agent.jar=port -Dlog=target/conf/log.xml -Xmx1g", "server"),
                List.of("--config=./target/conf", "target", "target/../../etc", "/target/x", "a target/b"),
                module,
                root);

        assertEquals(outputs("target/agent.jar", "target/conf/log.xml", "target/conf"), files.outputs());
        assertEquals("server", files.words().arguments());
    }

    @Test
    void aProcfileAboveTheModuleNamesThemFromItsOwnFolder() throws Exception {
        CommandFiles files = CommandFiles.of(
                new CommandWords(
                        "-javaagent:app/target/agent.jar", "app/target/web* target/agent.jar --c=app/target/conf"),
                List.of(),
                module,
                Objects.requireNonNull(root.getParent()));

        assertEquals(outputs("target/agent.jar", "target/web.war", "target/conf"), files.outputs());
        assertEquals(
                "app/target/web.war target/agent.jar --c=app/target/conf",
                files.words().arguments());
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path secret = Files.writeString(temp.resolve("secret"), "s");
        Files.createSymbolicLink(root.resolve("target/link.war"), secret);
        Files.createSymbolicLink(root.resolve("target/up"), temp);

        assertEquals(
                Set.of(), of("", "target/link.war target/up/secret target/up").outputs());
    }

    @Test
    void aProcfileRunsAContainerThatTheBuildCopied() throws Exception {
        Path runner = jar("target/dependency/webapp-runner.jar");
        Files.writeString(
                root.resolve("Procfile"), "web: java -jar target/dependency/webapp-runner.jar target/web.war");

        ProcfileMain main = procfileMain();

        assertEquals("runner.Main", main.main().className());
        ModuleClasses seen = main.seenWith(List.of(new ModuleClasses("web", module.classes(), List.of())))
                .get(0);
        assertEquals(List.of(runner), seen.classPath());
        var program = Objects.requireNonNull(main.packaging())
                .program("runner.Main", temp)
                .orElseThrow();
        assertEquals("webapp-runner.jar", program.jar());
    }

    @Test
    void aJarThatIsNotThereIsNamed() throws Exception {
        Files.writeString(root.resolve("Procfile"), "web: java -jar target/dependency/webapp-runner.jar");

        StepFailedException refused = assertThrows(StepFailedException.class, this::procfileMain);

        assertTrue(String.valueOf(refused.getMessage()).contains("target/dependency/webapp-runner.jar"));
    }

    private ProcfileMain procfileMain() throws IOException, StepFailedException {
        return ProcfileMain.of(Objects.requireNonNull(Procfile.in(root).web()), root, List.of(module));
    }

    private CommandFiles of(String options, String arguments) throws IOException {
        return CommandFiles.of(new CommandWords(options, arguments), List.of(), module, root);
    }

    private Set<Path> outputs(String... names) {
        return Set.of(names).stream().map(root::resolve).collect(Collectors.toSet());
    }

    private Path write(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, name);
    }

    private Path jar(String name) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "runner.Main");
        Path file = write(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry("runner/Main.class"));
        }
        return file;
    }
}
