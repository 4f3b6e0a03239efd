package dev.shuttle.plugin;

import dev.shuttle.plugin.forward.PassedVariables;
import dev.shuttle.plugin.git.Remote;
import dev.shuttle.plugin.name.NamedProject;
import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.plugin.pack.Archive;
import dev.shuttle.plugin.pack.Size;
import dev.shuttle.plugin.pack.SourceTree;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.DeployRequest;
import dev.shuttle.protocol.client.PendingProject;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.building.SettingsBuilder;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the sources, follows their build, and returns when the new version serves; the result is the URL. Run it at the
 * root of a multi-module build: it deploys once, and finds the service's module, or takes the one that -pl selects.
 * Profiles and properties of the command line are passed on to the server's build; artifacts that exist only in the local
 * repository are uploaded too.
 */
@Mojo(name = "deploy", aggregator = true, threadSafe = true)
public final class DeployMojo extends AbstractShuttleMojo {

    private static final int TOO_LARGE = 413;

    /** Builds and restarts the service even if nothing has changed. */
    @Parameter(property = "shuttle.force", defaultValue = "false")
    private boolean force;

    /**
     * More arguments for the server's build, such as {@code -Pprod}, separated by spaces. They take precedence over the
     * profiles and properties of this command line, which are passed on too.
     */
    @Parameter(property = "shuttle.mavenArgs")
    private @Nullable String mavenArgs;

    /** Runs the tests in the server's build; one that fails ends the deploy, and the old version goes on serving. */
    @Parameter(property = "shuttle.tests", defaultValue = "false")
    private boolean tests;

    /** How far the server's build goes: {@code package} or {@code verify}, which runs what is bound after packaging. */
    @Parameter(property = "shuttle.phase", defaultValue = "package")
    private String phase = BuildOptions.PACKAGE;

    /**
     * The class to run, with its package, instead of the annotated one, or of the one that the packaged manifest names.
     */
    @Parameter(property = "shuttle.main")
    private @Nullable String main;

    /** Arguments for a program's {@code main(String[])}, as on a command line: {@code server app.yml}. */
    @Parameter(property = "shuttle.args")
    private @Nullable String args;

    /**
     * The project's name, to take it over, with its data, from sources of another origin: another groupId, artifactId or git
     * repository.
     */
    @Parameter(property = "shuttle.confirm")
    private @Nullable String confirm;

    /**
     * Names of environment variables, separated by commas, that the server's build gets with the values that they have
     * here, for {@code ${env.NAME}} in poms. No other variable of this machine is sent.
     */
    @Parameter(property = "shuttle.buildEnv")
    private @Nullable String buildEnv;

    /**
     * Prints the whole output of the build and of the starting service as it comes. Otherwise it is printed only if the
     * deploy fails; {@code shuttle:logs} shows it any time.
     */
    @Parameter(property = "shuttle.verbose", defaultValue = "false")
    private boolean verbose;

    /**
     * Stays after the deploy, and deploys each saved change of the sources, until Ctrl-C. What serves goes on when a change
     * does not compile, and after the end.
     */
    @Parameter(property = "shuttle.watch", defaultValue = "false")
    private boolean watch;

    private final RepositorySystem repositories;
    private final SettingsBuilder settings;

    @Inject
    DeployMojo(
            MavenSession session,
            SettingsDecrypter decrypter,
            RepositorySystem repositories,
            SettingsBuilder settings) {
        super(session, decrypter);
        this.repositories = repositories;
        this.settings = settings;
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Path root = ReactorRoot.of(session);
        NamedProject named = project();
        Result result = result();
        ShuttleClient client = connect();
        if (watch) {
            new WatchedDeploys(root, client, result, verbose, this).untilCtrlC();
            return;
        }
        Deployment begun = upload(root, named, client, client.asking(named.name()), getLog())
                .deployment();
        if (Boolean.TRUE.equals(begun.unchanged())) {
            tellUnchanged(begun, result);
            return;
        }
        new Progress(client, result, verbose).untilServing(begun);
    }

    static void tellUnchanged(Deployment serving, Result result) throws IOException {
        result.log()
                .info("Nothing changed since deployment " + serving.id() + ", which is serving;"
                        + " -Dshuttle.force deploys anyway.");
        result.tell(serving, List.of(serving.url().toString()));
    }

    /** An upload: the deployment that came of it, and the files of the root that were in it. */
    record Upload(Deployment deployment, SourceTree files) {}

    /**
     * Packs and uploads the sources as they are now, if the server answers for the project: one that is away, or a key that
     * is wrong, shows before an upload.
     */
    Upload upload(Path root, NamedProject named, ShuttleClient client, PendingProject project, Log log)
            throws ClientException, MojoFailureException, IOException {
        PassedVariables variables = PassedVariables.of(buildEnv, environment());
        String arguments = new CommandLine(session.getRequest(), settings, log)
                .passOn(BuildOptions.arguments(tests, phase, mavenArgs));
        try (Sources sources = Sources.below(root, session.getAllProjects(), log)) {
            sources.addGit(environment());
            sources.addArtifacts(repositories, session);
            sources.addVariables(variables);
            DeployRequest request = new DeployRequest(
                    named.name(),
                    named.derived(),
                    service(),
                    arguments,
                    main,
                    args,
                    Runtime.version().feature(),
                    force,
                    sources.git(),
                    new DeployRequest.Identity(
                            coordinates(rootProject()), Remote.of(root).orElse(null), named.chosen(), confirm));
            return new Upload(upload(request, sources, client, project, log), sources.own());
        }
    }

    private Deployment upload(
            DeployRequest request, Sources sources, ShuttleClient client, PendingProject project, Log log)
            throws ClientException, MojoFailureException, IOException {
        SourceTree tree = sources.tree();
        SourceTree own = sources.own();
        log.info("Packing " + own.count() + (own.count() == 1 ? " file (" : " files (") + Size.of(own.bytes()) + ")"
                + (tree.count() == own.count()
                        ? ""
                        : ", and " + Size.of(tree.bytes() - own.bytes())
                                + " of git history and local libraries for the build"));
        try (Archive archive = Archive.of(tree);
                UploadProgress progress = UploadProgress.of(session, log)) {
            var unused = project.await();
            log.info("Uploading " + Size.of(Files.size(archive.file())) + " to " + address() + " as project "
                    + request.project());
            return client.deploy(request, archive.file(), progress);
        } catch (ApiException refused) {
            if (refused.status() == TOO_LARGE) {
                throw new MojoFailureException(
                        Terminal.plain(refused.getMessage() + " The largest files: " + tree.largest() + "."));
            }
            throw refused;
        }
    }

    /** With {@code -pl} the session's own one is the first that is selected. */
    private MavenProject rootProject() {
        File directory = new File(session.getExecutionRootDirectory());
        return session.getAllProjects().stream()
                .filter(each -> directory.equals(each.getBasedir()))
                .findFirst()
                .orElseGet(session::getTopLevelProject);
    }

    private static String coordinates(MavenProject project) {
        return project.getGroupId() + ":" + project.getArtifactId();
    }
}
