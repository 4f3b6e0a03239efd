package dev.shuttle.plugin;

import dev.shuttle.plugin.init.Additions;
import dev.shuttle.plugin.init.Change;
import dev.shuttle.plugin.init.Server;
import dev.shuttle.plugin.init.ServiceModule;
import dev.shuttle.plugin.init.Template;
import dev.shuttle.plugin.name.Module;
import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.BadProjectNameException;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a project for deployment. Without a pom.xml, creates a new project from a template; in a project, adds the missing
 * parts, of plugin, dependency and annotations, and shows the difference first. The annotations include {@code @Postgres} and
 * {@code @Redis} where the dependencies show that Spring Boot, Quarkus or Micronaut uses one. With a non-default API address,
 * adds that address and its Maven repository to the pom. Never overwrites a file; a second run changes nothing.
 */
@Mojo(name = "init", requiresProject = false, aggregator = true, threadSafe = true)
public final class InitMojo extends AbstractShuttleMojo {

    /** The template of a new project: {@code hello}, {@code todo-postgres}, {@code spring}, {@code spring-postgres} or
     * {@code quarkus}. */
    @Parameter(property = "shuttle.template", defaultValue = "hello")
    private String template = "hello";

    /**
     * The project's name: the artifactId of a new project, by default the folder's name; in an existing project, the name in
     * the annotation, by default none.
     */
    @Parameter(property = "shuttle.name")
    private @Nullable String name;

    /** Changes an existing project without asking. */
    @Parameter(property = "shuttle.confirm", defaultValue = "false")
    private boolean confirm;

    @Parameter(defaultValue = "${plugin.version}", readonly = true)
    private String version = "";

    /** The commands for the user to run then; empty if there is something to be done in the code before. */
    private List<String> commands = List.of("mvn shuttle:deploy");

    @Inject
    InitMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    /** As the pom is afterwards. */
    @Override
    GoalCommands commands() {
        return GoalCommands.SHORT;
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        boolean isProject = session.getTopLevelProject().getFile() != null;
        if (isProject && session.getUserProperties().containsKey("shuttle.template")) {
            getLog().warn("-Dshuttle.template has no effect here: a template makes a new project, in a folder without a"
                    + " pom.xml.");
        }
        List<String> files = isProject ? change() : create();
        String done = isProject ? "changed" : "created";
        List<String> next = files.isEmpty() ? List.of() : commands;
        List<String> lines = new ArrayList<>();
        files.forEach(each -> lines.add(done + " " + each));
        if (!next.isEmpty()) {
            missing().ifPresent(first -> lines.add("First: " + first));
        }
        next.forEach(each -> lines.add("Next: " + each));
        result().tell(Map.of(done, files, "next", next), lines);
    }

    /** The need of the commands that is not met yet, outside of the project. */
    private Optional<String> missing() throws MojoFailureException {
        try {
            connect().version();
        } catch (ClientException unreachable) {
            return Optional.of(String.valueOf(unreachable.getMessage()));
        }
        if (key(address()).isEmpty()) {
            return Optional.of("mvn shuttle:login, since no key for " + address() + " was found");
        }
        try {
            connect().keys().current();
            return Optional.empty();
        } catch (ClientException refused) {
            return Optional.of("mvn shuttle:login, since the control plane refuses this key: " + refused.getMessage());
        }
    }

    private List<String> create() throws MojoFailureException, IOException {
        if (!Template.NAMES.contains(template)) {
            throw new MojoFailureException("There is no template '" + template + "'. -Dshuttle.template must be one of "
                    + String.join(", ", Template.NAMES) + ".");
        }
        Path folder = folder();
        Map<String, String> files = new Template(template).files(artifactId(folder), server());
        List<String> there = files.keySet().stream()
                .filter(each -> Files.exists(folder.resolve(each), LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (!there.isEmpty()) {
            throw new MojoFailureException("Nothing was written: " + folder + " already contains "
                    + String.join(", ", there) + ". Run the goal in an empty folder.");
        }
        for (Map.Entry<String, String> each : files.entrySet()) {
            Path file = folder.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, each.getValue(), StandardOpenOption.CREATE_NEW);
        }
        return List.copyOf(files.keySet());
    }

    private String artifactId(Path folder) throws MojoFailureException {
        if (name != null) {
            return valid(name);
        }
        Path last = folder.getFileName();
        return ProjectName.suggestion(last == null ? "" : last.toString())
                .orElseThrow(() -> new MojoFailureException(
                        "The folder's name, " + last + ", is not a valid project name: use -Dshuttle.name=NAME."))
                .value();
    }

    private static String valid(String name) throws MojoFailureException {
        try {
            return new ProjectName(name).value();
        } catch (BadProjectNameException refused) {
            throw new MojoFailureException(refused.getMessage() + " Use another -Dshuttle.name.");
        }
    }

    private List<String> change() throws MojoFailureException, UnnamedProjectException, IOException {
        Path folder = folder();
        Additions additions = new Additions(session.getTopLevelProject(), server());
        String arguments = name == null ? "" : "(name = \"" + valid(name) + "\")";
        List<Module> modules = Module.called(
                module,
                session.getAllProjects().stream()
                        .map(AbstractShuttleMojo::module)
                        .toList());
        ServiceModule service = ServiceModule.in(modules, each -> bringsMain(project(each)));
        additions.find(service, this::project, arguments);
        additions.notes().forEach(getLog()::warn);
        commands = commands(service, additions.attached());
        if (additions.changes().isEmpty()) {
            getLog().info("Nothing to add: this project is already set up.");
            return List.of();
        }
        for (Change each : additions.changes()) {
            each.diff(folder).forEach(line -> getLog().info(Terminal.plain(line)));
        }
        if (!isConfirmed()) {
            return List.of();
        }
        List<String> changed = new ArrayList<>();
        for (Change each : additions.changes()) {
            each.apply();
            changed.add(folder.relativize(each.file()).toString());
        }
        return changed;
    }

    private List<String> commands(ServiceModule service, List<String> attached) {
        if (!service.notes().isEmpty()) {
            return List.of();
        }
        String which = service.isNamed()
                ? ""
                : " -Dshuttle.module="
                        + service.module().map(Module::artifactId).orElse("");
        String called = name == null || service.takesAnnotation() ? which : which + " -Dshuttle.project=" + name;
        return Stream.concat(
                        attached.stream().map(each -> "mvn shuttle:resources -Dshuttle.add=" + each + called),
                        Stream.of("mvn shuttle:deploy" + called))
                .toList();
    }

    /** Quarkus writes one into what it packages. */
    private static boolean bringsMain(MavenProject project) {
        return project.getBuildPlugins().stream()
                .anyMatch(each -> each.getArtifactId().equals("quarkus-maven-plugin"));
    }

    private boolean isConfirmed() {
        if (confirm) {
            return true;
        }
        boolean yes = new Prompt(session).isConfirmed("Apply this?");
        if (!yes) {
            getLog().info("Nothing was changed. Add -Dshuttle.confirm to apply it.");
        }
        return yes;
    }

    private MavenProject project(Module module) {
        return session.getAllProjects().stream()
                .filter(each -> each.getBasedir().toPath().equals(module.folder()))
                .findFirst()
                .orElseThrow();
    }

    private Path folder() {
        return Path.of(session.getExecutionRootDirectory()).toAbsolutePath().normalize();
    }

    private Server server() throws MojoFailureException {
        String api = address().toString();
        return new Server(version, api.equals(DEFAULT_API) ? Optional.empty() : Optional.of(api));
    }
}
