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
 * parts, of plugin, dependency and annotation, and shows the difference first. With a non-default API address, adds that
 * address and its Maven repository to the pom. Never overwrites a file; a second run changes nothing.
 */
@Mojo(name = "init", requiresProject = false, aggregator = true, threadSafe = true)
public final class InitMojo extends AbstractShuttleMojo {

    /** The template of a new project: {@code hello}, {@code todo-postgres} or {@code spring}. */
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

    @Inject
    InitMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        boolean isProject = session.getTopLevelProject().getFile() != null;
        List<String> files = isProject ? change() : create();
        result().tell(Map.of(isProject ? "changed" : "created", files), lines(isProject, files));
    }

    private static List<String> lines(boolean isProject, List<String> files) {
        List<String> lines = new ArrayList<>();
        files.forEach(each -> lines.add((isProject ? "changed " : "created ") + each));
        if (!files.isEmpty() || !isProject) {
            lines.add("Next: mvn shuttle:deploy");
        }
        return lines;
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
        additions.find(ServiceModule.in(modules), this::project, arguments);
        additions.notes().forEach(getLog()::warn);
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

    private boolean isConfirmed() {
        if (confirm) {
            return true;
        }
        Optional<String> answer = new Prompt(session).line("Apply this? [y/N] ");
        boolean yes = answer.filter(text -> text.equalsIgnoreCase("y") || text.equalsIgnoreCase("yes"))
                .isPresent();
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
