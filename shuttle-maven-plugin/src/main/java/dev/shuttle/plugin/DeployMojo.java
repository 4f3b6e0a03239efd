package dev.shuttle.plugin;

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
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the sources, follows their build, and returns when the new version serves; its last line is the URL. Run it
 * at the root of a multi-module build: it deploys once, and the service module is found.
 */
@Mojo(name = "deploy", aggregator = true, threadSafe = true)
public final class DeployMojo extends AbstractShuttleMojo {

    /** Builds and starts anew even what serves already. */
    @Parameter(property = "shuttle.force", defaultValue = "false")
    private boolean force;

    /** More arguments for the build, such as {@code -Pprod}. */
    @Parameter(property = "shuttle.mavenArgs")
    private @Nullable String mavenArgs;

    @Inject
    DeployMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
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
            getLog().info("Nothing changed since deployment " + begun.id() + ", which serves; -Dshuttle.force deploys"
                    + " anyway.");
            result.tell(begun, List.of(begun.url().toString()));
            return;
        }
        new Progress(client, result).untilServing(begun);
    }

    private Deployment upload(Path root, NamedProject named, ShuttleClient client)
            throws ClientException, MojoFailureException, IOException {
        SourceTree tree = SourceTree.of(root);
        getLog().info("Packing " + tree.count() + " files (" + Size.of(tree.bytes()) + ")");
        try (Archive archive = Archive.of(tree);
                UploadProgress progress = UploadProgress.of(session, getLog())) {
            getLog().info("Uploading " + Size.of(Files.size(archive.file())) + " to " + address() + " as project "
                    + named.name());
            return client.deploy(
                    new DeployRequest(named.name(), named.derived(), module, mavenArgs, force),
                    archive.file(),
                    progress);
        }
    }
}
