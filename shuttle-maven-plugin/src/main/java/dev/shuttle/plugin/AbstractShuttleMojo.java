package dev.shuttle.plugin;

import dev.shuttle.plugin.connection.FoundKey;
import dev.shuttle.plugin.connection.KeySources;
import dev.shuttle.plugin.connection.SettingsProxies;
import dev.shuttle.plugin.connection.UnusableKeyException;
import dev.shuttle.plugin.connection.UnusableProxyException;
import dev.shuttle.plugin.name.Module;
import dev.shuttle.plugin.name.NamedProject;
import dev.shuttle.plugin.name.ProjectNaming;
import dev.shuttle.plugin.name.Selection;
import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.plugin.pack.PackingException;
import dev.shuttle.protocol.client.ApiAddress;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ApiKey;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.HttpProxy;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** Base of all goals: common parameters, the connection to the control plane, and error messages. */
abstract class AbstractShuttleMojo extends AbstractMojo {

    /** Looked up by hand: {@code mvn -X} prints a parameter's value. */
    static final String API_KEY = "shuttle.apiKey";

    static final String DEFAULT_API = "http://127.0.0.1:8001";

    /**
     * The URL of the control plane's API. The default is the variable SHUTTLE_API, then http://127.0.0.1:8001. The key is
     * -Dshuttle.apiKey, else SHUTTLE_API_KEY, else the password of the server with id {@code shuttle} in settings.xml, else
     * the key that shuttle:login stored, else, on the control plane's own machine, the file admin.key in its home.
     */
    @Parameter(property = "shuttle.api")
    private @Nullable String api;

    /**
     * The project's name. The default is @ShuttleService(name) in the code, else the artifactId of the module with that
     * annotation, or of the only module.
     */
    @Parameter(property = "shuttle.project")
    private @Nullable String project;

    /** The service's module, by artifactId or folder. Needed only if several modules could be the service. */
    @Parameter(property = "shuttle.module")
    protected @Nullable String module;

    /** Skips the goal, which then does nothing. */
    @Parameter(property = "shuttle.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The format of the result: {@code text}, or {@code json} for one JSON document as the goal's last line, which is alone
     * on standard output with -q.
     */
    @Parameter(property = "shuttle.output", defaultValue = "text")
    private String output = "text";

    /** A file to write the result to as well. It is created, with its folder, or replaced. */
    @Parameter(property = "shuttle.outputFile")
    private @Nullable File outputFile;

    protected final MavenSession session;
    private final SettingsDecrypter decrypter;
    private @Nullable Log log;

    AbstractShuttleMojo(MavenSession session, SettingsDecrypter decrypter) {
        this.session = session;
        this.decrypter = decrypter;
    }

    /** Does what the goal is for. */
    abstract void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("Skipped, since shuttle.skip is set.");
            return;
        }
        requireKnownProperties();
        try {
            run();
        } catch (MojoFailureException fault) {
            throw withCommands(fault);
        } catch (ApiException refused) {
            throw failure(explain(refused), refused);
        } catch (ClientException | UnnamedProjectException | PackingException fault) {
            throw failure(String.valueOf(fault.getMessage()), fault);
        } catch (IOException fault) {
            throw failure(
                    fault.getClass() == IOException.class
                            ? String.valueOf(fault.getMessage())
                            : "Cannot read or write a file: " + fault,
                    fault);
        }
    }

    /** Before anything is done: a misspelt project's name must not change another project. */
    private void requireKnownProperties() throws MojoFailureException {
        Optional<String> faults = PluginVersion.descriptor(getPluginContext())
                .flatMap(plugin ->
                        KnownProperties.of(plugin).faults(session.getUserProperties(), session.getAllProjects()));
        Optional<String> repeated = RepeatedProperties.fault(environment().get("MAVEN_CMD_LINE_ARGS"));
        if (repeated.isPresent()) {
            throw new MojoFailureException(repeated.get());
        }
        if (faults.isPresent()) {
            throw new MojoFailureException(
                    faults.get() + "\nAll of them: mvn dev.shuttle:shuttle-maven-plugin:help -Ddetail");
        }
    }

    /** As sentences name the goals to run next. */
    GoalCommands commands() {
        return GoalCommands.of(session, PluginVersion.of(getPluginContext()));
    }

    @Override
    public final Log getLog() {
        if (log == null) {
            log = commands().in(super.getLog());
        }
        return log;
    }

    private MojoFailureException withCommands(MojoFailureException fault) {
        String said = String.valueOf(fault.getMessage());
        String told = commands().in(said);
        if (told.equals(said)) {
            return fault;
        }
        getLog().debug("Why the goal failed", fault);
        return new MojoFailureException(told);
    }

    final ShuttleClient connect() throws MojoFailureException {
        return connect(key(address()).map(FoundKey::key).orElse(null));
    }

    /** With a key of another source than usual. */
    final ShuttleClient connect(@Nullable ApiKey key) throws MojoFailureException {
        ApiAddress address = address();
        try {
            HttpProxy route = new SettingsProxies(session.getSettings(), decrypter).towards(address);
            return new ShuttleClient(address, key, route, PluginVersion.agent(getPluginContext()));
        } catch (UnusableProxyException unusable) {
            throw failure(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    final ApiAddress address() throws MojoFailureException {
        String fromEnvironment = environment().getOrDefault("SHUTTLE_API", "");
        String text = api != null ? api : fromEnvironment.isBlank() ? DEFAULT_API : fromEnvironment;
        try {
            return ApiAddress.parse(text);
        } catch (IllegalArgumentException refused) {
            throw failure(String.valueOf(refused.getMessage()), refused);
        }
    }

    final NamedProject project() throws UnnamedProjectException, IOException {
        return new ProjectNaming(project, service(), reactor()).name();
    }

    /** For the choice of a key: goals that need the name say themselves why there is none. */
    private @Nullable String projectOrNull() {
        try {
            return project().name().value();
        } catch (UnnamedProjectException | IOException | RuntimeException unknown) {
            return null;
        }
    }

    /** The module that is the service, if the user has said which: by {@code -Dshuttle.module}, or else by -pl. */
    final @Nullable String service() throws IOException {
        if (module != null || session.getTopLevelProject().getFile() == null) {
            return module;
        }
        Path root =
                Path.of(session.getExecutionRootDirectory()).toAbsolutePath().normalize();
        return new Selection(session.getRequest().getSelectedProjects(), root, reactor())
                .service()
                .orElse(null);
    }

    private List<Module> reactor() {
        return session.getAllProjects().stream()
                .filter(each -> each.getFile() != null)
                .map(AbstractShuttleMojo::module)
                .toList();
    }

    final Result result() throws MojoFailureException {
        return Result.of(output, outputFile, getLog());
    }

    static Map<String, String> environment() {
        return System.getenv();
    }

    static Path userHome() {
        return Path.of(System.getProperty("user.home"));
    }

    /** Without the cause, whose message Maven would print behind ours; {@code -X} shows it. */
    private MojoFailureException failure(String message, Exception cause) {
        getLog().debug("Why the goal failed", cause);
        return new MojoFailureException(commands().in(Terminal.plain(message)));
    }

    /** Explains a 404 of a route that only administrators see; {@code what} includes its verb. */
    final MojoFailureException forAdministrators(String what) throws MojoFailureException {
        String used = key(address()).map(FoundKey::origin).orElse("nowhere");
        return new MojoFailureException(what + " for administrators only, and the key from " + used + " is not an"
                + " administrator's: use another one with -Dshuttle.apiKey or SHUTTLE_API_KEY.");
    }

    /** The key that a goal would use, and where it is from. */
    final Optional<FoundKey> key(ApiAddress address) throws MojoFailureException {
        try {
            return new KeySources(property(API_KEY), environment(), session.getSettings(), decrypter, userHome())
                    .find(address, this::projectOrNull);
        } catch (UnusableKeyException unusable) {
            throw failure(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    /**
     * The value of {@code -Dname=…}. Looked up where Maven looks for a parameter's value, but for what is no parameter,
     * since {@code mvn -X} prints those.
     */
    final @Nullable String property(String name) {
        MavenProject here = session.getCurrentProject();
        return Stream.of(session.getUserProperties(), session.getSystemProperties(), here.getProperties())
                .map(properties -> properties.getProperty(name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private String explain(ApiException refused) throws MojoFailureException {
        if (refused.status() != 401) {
            return refused.getMessage();
        }
        ApiAddress address = address();
        String which = key(address)
                .map(key -> "The control plane at " + address + " does not accept the key from " + key.origin())
                .orElse("The control plane at " + address + " requires a key, and none was found");
        return which + ". " + KeySources.ALL + ".";
    }

    static Module module(MavenProject project) {
        List<Path> sources =
                project.getCompileSourceRoots().stream().map(Path::of).toList();
        return new Module(
                project.getArtifactId(),
                project.getPackaging(),
                project.getBasedir().toPath(),
                sources);
    }
}
