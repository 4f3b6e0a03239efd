package dev.shuttle.plugin;

import dev.shuttle.plugin.artifact.LocalArtifacts;
import dev.shuttle.plugin.artifact.LocalFile;
import dev.shuttle.plugin.git.Checkout;
import dev.shuttle.plugin.name.NamedProject;
import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.plugin.pack.Archive;
import dev.shuttle.plugin.pack.Size;
import dev.shuttle.plugin.pack.SourceTree;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.DeployRequest;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
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

    /** In the archive; where the server's build looks behind its own repositories. */
    private static final String REPOSITORY = ".shuttle/repository/";

    /** Builds and restarts the service even if nothing has changed. */
    @Parameter(property = "shuttle.force", defaultValue = "false")
    private boolean force;

    /**
     * More arguments for the server's build, such as {@code -Pprod}, separated by spaces. They take precedence over the
     * profiles and properties of this command line, which are passed on too.
     */
    @Parameter(property = "shuttle.mavenArgs")
    private @Nullable String mavenArgs;

    /**
     * The class to run, with its package, instead of the annotated one, or of the one that the packaged manifest names.
     */
    @Parameter(property = "shuttle.main")
    private @Nullable String main;

    /** Arguments for a program's {@code main(String[])}, as on a command line: {@code server app.yml}. */
    @Parameter(property = "shuttle.args")
    private @Nullable String args;

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
        // A server that is away or a key that is wrong shows now, not after an upload.
        var unused = client.project(named.name());
        Deployment begun = upload(root, named, client);
        if (Boolean.TRUE.equals(begun.unchanged())) {
            getLog().info("Nothing changed since deployment " + begun.id() + ", which is serving;"
                    + " -Dshuttle.force deploys anyway.");
            result.tell(begun, List.of(begun.url().toString()));
            return;
        }
        new Progress(client, result).untilServing(begun);
    }

    private Deployment upload(Path root, NamedProject named, ShuttleClient client)
            throws ClientException, MojoFailureException, IOException {
        String arguments = new CommandLine(session.getRequest(), settings, getLog()).passOn(mavenArgs);
        SourceTree sources = SourceTree.of(root);
        SourceTree tree = withLocalArtifacts(sources, root);
        DeployRequest request = new DeployRequest(
                named.name(),
                named.derived(),
                service(),
                arguments,
                main,
                args,
                Runtime.version().feature(),
                force,
                git(root, sources));
        getLog().info("Packing " + tree.count() + " files (" + Size.of(tree.bytes()) + ")");
        try (Archive archive = Archive.of(tree);
                UploadProgress progress = UploadProgress.of(session, getLog())) {
            getLog().info("Uploading " + Size.of(Files.size(archive.file())) + " to " + address() + " as project "
                    + named.name());
            return client.deploy(request, archive.file(), progress);
        }
    }

    private SourceTree withLocalArtifacts(SourceTree sources, Path root) throws IOException {
        List<LocalFile> files =
                new LocalArtifacts(repositories, session.getRepositorySession(), session.getAllProjects(), root).find();
        if (files.isEmpty()) {
            return sources;
        }
        getLog().info("Uploading too, since only this machine has them: "
                + files.stream().map(LocalFile::id).distinct().collect(Collectors.joining(", ")));
        return sources.with(
                files.stream().collect(Collectors.toMap(each -> REPOSITORY + each.place(), LocalFile::file)));
    }

    private Deployment.@Nullable Git git(Path root, SourceTree sources) {
        Set<String> names = sources.names();
        return new Checkout(root, environment(), names::contains, getLog()::warn)
                .read()
                .orElse(null);
    }
}
