package dev.shuttle.plugin;

import dev.shuttle.os.ShellWords;
import dev.shuttle.plugin.local.FreePort;
import dev.shuttle.plugin.local.LocalCode;
import dev.shuttle.plugin.local.LocalFolder;
import dev.shuttle.plugin.local.LocalRun;
import dev.shuttle.plugin.local.LocalRunException;
import dev.shuttle.plugin.local.LocalSettings;
import dev.shuttle.plugin.local.Watching;
import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.resources.BinarySource;
import dev.shuttle.resources.Platform;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.runtime.plan.ModuleClasses;
import dev.shuttle.runtime.plan.PlanException;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/**
 * Runs the service on this machine until Ctrl-C, with the same kinds of resources as a deploy: a real PostgreSQL, a real
 * Redis, folders. Keeps them in the project's {@code .shuttle/}. Takes environment variables from {@code .env}, and secrets from
 * {@code Secrets.dev.properties}. Needs no
 * control plane.
 */
@Mojo(name = "run", aggregator = true, threadSafe = true, requiresDependencyResolution = ResolutionScope.RUNTIME)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
public final class RunMojo extends AbstractCodeMojo {

    /** The runtime and what an app imports; nothing else may be on the class path of the service's JVM. */
    private static final List<String> RUNTIME = List.of("shuttle-runtime", "shuttle-annotations");

    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** The port to listen on; if it is taken, the next free one is used. */
    @Parameter(property = "shuttle.port", defaultValue = "8080")
    private int port;

    /** Restarts the service when class files change, as an IDE or {@code mvn compile} writes them. */
    @Parameter(property = "shuttle.watch", defaultValue = "false")
    private boolean watch;

    /**
     * {@code TYPE:NAME} of resources that the app finds in its environment whatever its code says, such as
     * {@code postgres:default}; several separated by commas. As those that {@code shuttle:resources} attaches.
     */
    @Parameter(property = "shuttle.add")
    private @Nullable List<String> add;

    /** Arguments for a program's {@code main(String[])}, as on a command line: {@code server app.yml}. */
    @Parameter(property = "shuttle.args")
    private @Nullable String args;

    /** Deletes the data of earlier runs first. */
    @Parameter(property = "shuttle.reset", defaultValue = "false")
    private boolean reset;

    @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
    private PluginDescriptor plugin;

    private final MavenFiles files;

    @Inject
    @SuppressWarnings("NullAway.Init") // Maven sets the parameters
    RunMojo(MavenSession session, SettingsDecrypter decrypter, RepositorySystem repositories) {
        super(session, decrypter);
        this.files = new MavenFiles(repositories, session);
    }

    @Override
    void run() throws MojoFailureException, UnnamedProjectException, IOException {
        try {
            serve(result());
        } catch (LocalRunException | ProvisioningException fault) {
            throw new MojoFailureException(fault.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Result result)
            throws MojoFailureException, UnnamedProjectException, IOException, LocalRunException, ProvisioningException,
                    InterruptedException {
        List<MavenProject> modules = modules();
        LocalCode code = code(modules);
        code.plan().notes().forEach(getLog()::warn);
        List<ResourceRequest> attached = attached();
        Path root = root();
        LocalFolder folder = LocalFolder.open(root);
        LocalSettings settings;
        try {
            settings = prepare(root, folder, attached);
        } catch (LocalRunException | UnnamedProjectException | IOException fault) {
            folder.close();
            throw fault;
        }
        LocalRun run = new LocalRun(settings, folder, getLog());
        Thread atExit = new Thread(() -> close(run), "shuttle-run-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
        try (run) {
            run.start(code);
            if (!run.isClosing()) {
                tell(result, settings);
            }
            untilEnd(run, modules);
        } finally {
            forget(atExit);
        }
    }

    private Path root() {
        return Path.of(session.getExecutionRootDirectory()).toAbsolutePath().normalize();
    }

    private LocalSettings prepare(Path root, LocalFolder folder, List<ResourceRequest> attached)
            throws LocalRunException, UnnamedProjectException, IOException {
        if (reset) {
            folder.reset();
            getLog().info("Deleted the data of earlier runs.");
        }
        int free = FreePort.from(port);
        if (free != port && port != 0) {
            getLog().warn("Port " + port + " is taken: using " + free + ". -Dshuttle.port chooses another.");
        }
        return new LocalSettings(
                root,
                project().name().value(),
                free,
                watch,
                attached,
                runtime(),
                files::libraries,
                server("PostgreSQL", Platform.current().postgres()),
                server("Redis", Platform.current().redis()));
    }

    private List<ResourceRequest> attached() throws MojoFailureException {
        List<ResourceRequest> attached = new ArrayList<>();
        for (String typed : add == null ? List.<String>of() : add) {
            attached.add(ResourceName.of("shuttle.add", typed).request());
        }
        return attached;
    }

    private void tell(Result result, LocalSettings settings) throws IOException {
        String url = "http://localhost:" + settings.port();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("project", settings.project());
        document.put("url", url);
        result.tell(document, List.of(url, "Ctrl-C stops it" + (watch ? "; it is restarted when classes change" : "")));
    }

    private void untilEnd(LocalRun run, List<MavenProject> modules)
            throws MojoFailureException, LocalRunException, IOException, InterruptedException {
        if (watch) {
            List<Path> folders = session.getProjects().stream()
                    .map(each -> Path.of(each.getBuild().getOutputDirectory()))
                    .toList();
            List<Path> homes = session.getProjects().stream()
                    .map(each -> each.getBasedir().toPath())
                    .toList();
            new Watching(run, () -> code(modules), root(), homes, getLog()).watch(folders);
            return;
        }
        Integer code = run.await(GLANCE);
        while (code == null) {
            code = run.await(GLANCE);
        }
        if (code != 0) {
            throw new MojoFailureException("The service ended with exit code " + code + ": see its output above.");
        }
    }

    private LocalCode code(List<MavenProject> modules) throws LocalRunException {
        try {
            List<ModuleClasses> classes = classes(modules);
            ServicePlan plan = plan(classes);
            int at = classes.stream().map(ModuleClasses::artifactId).toList().indexOf(plan.module());
            List<Path> classPath = new ArrayList<>(List.of(classes.get(at).classes()));
            classPath.addAll(classes.get(at).classPath());
            return new LocalCode(plan, modules.get(at).getBasedir().toPath(), classPath, arguments(plan));
        } catch (PlanException refused) {
            throw new LocalRunException(faults(refused));
        }
    }

    private List<String> arguments(ServicePlan plan) throws LocalRunException {
        if (args != null && !plan.entryPoint().isProgram()) {
            throw new LocalRunException("-Dshuttle.args are the arguments of a program, a main(String[]), and "
                    + plan.entryPoint().className() + " is a service, whose parameters Shuttle provides. Run it"
                    + " without them.");
        }
        try {
            return args == null ? List.of() : ShellWords.split(args);
        } catch (IllegalArgumentException e) {
            throw new LocalRunException("-Dshuttle.args cannot be understood: " + e.getMessage() + ".");
        }
    }

    private List<Path> runtime() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String artifact : RUNTIME) {
            jars.add(files.jar(plugin.getGroupId(), artifact, plugin.getVersion()));
        }
        return jars;
    }

    private BinarySource server(String what, Optional<Platform.Artifact> artifact) {
        return () -> {
            Platform.Artifact wanted = artifact.orElseThrow(() -> new IOException(
                    "There are no binaries of " + what + " for this machine (" + Platform.current() + ")."));
            return files.jar(wanted.groupId(), wanted.artifactId(), wanted.version());
        };
    }

    private void close(LocalRun run) {
        try {
            run.close();
        } catch (IOException fault) {
            getLog().warn("Could not close everything: " + fault);
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // It is at work, then.
        }
    }
}
