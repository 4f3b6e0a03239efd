package dev.shuttle.controlplane;

import dev.shuttle.controlplane.backup.Backup;
import dev.shuttle.controlplane.build.Builder;
import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.deployment.ReleaseArtifacts;
import dev.shuttle.controlplane.host.ArtifactSource;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.embedded.EmbeddedRunner;
import dev.shuttle.controlplane.host.jvm.DedicatedRunner;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.jdk.Jdks;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.PlatformSecretStore;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.controlplane.telemetry.Telemetry;
import dev.shuttle.os.CurrentUser;
import dev.shuttle.os.ShortProcess;
import dev.shuttle.runtime.service.HostLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of users' code, and what they are given.
 *
 * @param sandbox that contains them
 * @param jdks that they may run on
 * @param releases that are kept
 * @param kinds of resources, and their servers
 * @param resources of projects
 * @param hosts that run services
 */
record Hosting(
        Sandbox sandbox, Jdks jdks, Releases releases, ServerKinds kinds, Resources resources, ServiceRunner hosts) {
    private static final Logger LOG = LoggerFactory.getLogger(Hosting.class);

    /**
     * Removes what a start before has left.
     *
     * @param goingOn asked when all is closed: whether services and servers of resources go on, for another control plane
     */
    static Hosting open(Settings settings, Stored stored, Reports reports, BooleanSupplier goingOn, Owned owned)
            throws IOException {
        Path home = stored.root();
        Sandbox sandbox = owned.add(sandbox(settings, stored.home(), stored.carried(), stored.database()));
        Jdks jdks = jdks(settings, sandbox);
        Builder.removeLeftovers(home);
        Backup.removeLeftovers(home);
        Releases releases = new Releases(home);
        ServerKinds kinds = new ServerKinds(
                home, stored.carried(), new PlatformSecretStore(stored.database(), stored.vault()), sandbox);
        Resources resources = new Resources(new Resources.Parts(
                stored.database(),
                stored.vault(),
                stored.secrets(),
                stored.masks(),
                kinds.all(settings.stores()),
                kinds::custom));
        AutoCloseable endingServers = () -> {
            if (goingOn.getAsBoolean()) {
                resources.detach();
            } else {
                resources.close();
            }
        };
        owned.add(endingServers);
        ServiceRunner hosts = owned.add(hosts(settings, stored, sandbox, new ReleaseArtifacts(releases), reports));
        AutoCloseable endingServices = () -> { // before close, which would leave them running
            if (!goingOn.getAsBoolean()) {
                hosts.stopAll();
            }
        };
        owned.add(endingServices);
        return new Hosting(sandbox, jdks, releases, kinds, resources, hosts);
    }

    private static Sandbox sandbox(Settings settings, Home home, Bundle carried, Database database) throws IOException {
        List<Path> needed = new ArrayList<>(carried.hostClassPath());
        needed.addAll(carried.hostLibraries());
        needed.addAll(List.of(
                carried.builderExtension(),
                carried.mavenHome().resolve("bin/m2.conf"),
                Jdk.own().java()));
        Path shared = home.root().resolve("m2");
        if (Files.exists(shared)) {
            needed.add(shared);
        }
        if (CurrentUser.isRoot()) {
            home.letThrough();
        }
        Sandbox sandbox =
                Sandbox.open(home.root(), database, settings.services().memory(), needed);
        if (CurrentUser.isRoot() && !sandbox.isolation().users()) {
            LOG.warn(
                    "WE ARE ROOT, AND SO IS ALL CODE THAT IS DEPLOYED HERE: {}. Put SHUTTLE_HOME where other users can"
                            + " reach it (every directory above it needs x for others; /var/lib/shuttle is such a"
                            + " place), install util-linux and bubblewrap, or run Shuttle as an ordinary user.",
                    sandbox.isolation().noUsers());
        }
        return sandbox;
    }

    private static Jdks jdks(Settings settings, Sandbox sandbox) {
        if (settings.services().embedded()) {
            return Jdks.embedded(Jdk.own());
        }
        Jdks jdks = Jdks.of(Jdk.own(), settings.builds().jdks(), jdk -> {
            ShortProcess outcome = sandbox.probe(List.of(jdk.java().toString(), "-version"), List.of(jdk.home()));
            return outcome.succeeded() ? Optional.empty() : Optional.of(outcome.line());
        });
        LOG.info("JDKs for builds and services, the control plane's own first: {}", jdks.all());
        return jdks;
    }

    private static ServiceRunner hosts(
            Settings settings, Stored stored, Sandbox sandbox, ArtifactSource artifacts, Reports reports)
            throws IOException {
        List<Path> libraries = stored.carried().hostLibraries();
        Telemetry telemetry = reports.telemetry();
        DedicatedRunner dedicated = new DedicatedRunner(
                stored.root(),
                stored.carried().hostClassPath(),
                libraries,
                sandbox,
                artifacts,
                telemetry == null || !telemetry.traces() ? null : telemetry::statements);
        if (settings.services().embedded()) {
            LOG.warn("SHUTTLE_ISOLATION is embedded: services run in the control plane's own process, and can end it or"
                    + " read what it holds. For trying things out only.");
            // Services that an earlier, dedicated run left after a crash are not wanted any more.
            var unused = dedicated.adopt(Map.of(), none -> {});
            dedicated.close();
            return new EmbeddedRunner(HostLibraries.of(libraries), artifacts);
        }
        return dedicated;
    }
}
