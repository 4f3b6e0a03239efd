package dev.shuttle.controlplane;

import dev.shuttle.controlplane.api.Api;
import dev.shuttle.controlplane.api.UploadBounds;
import dev.shuttle.controlplane.auth.Sessions;
import dev.shuttle.controlplane.auth.SignInLinks;
import dev.shuttle.controlplane.console.Console;
import dev.shuttle.controlplane.deployment.DeploymentEngine;
import dev.shuttle.controlplane.http.HttpServer;
import dev.shuttle.controlplane.http.LogRoutes;
import dev.shuttle.protocol.Version;
import dev.shuttle.proxy.forwarded.Clients;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** The API and the console, at one port. */
final class Surfaces {
    private Surfaces() {}

    /** Does not listen yet. */
    static HttpServer open(
            Settings settings,
            Stored stored,
            Reports reports,
            Hosting hosting,
            Deploying deploying,
            PublicProxy edge,
            Clients clients,
            int connections,
            Supplier<List<String>> troubles)
            throws IOException {
        DeploymentEngine engine = deploying.engine();
        Version version = new Version(
                stored.carried().version(),
                Runtime.version().toString(),
                stored.carried().mavenVersion(),
                edge.addresses().urlTemplate(),
                hosting.hosts().isolation(),
                Version.PROTOCOL,
                Version.OLDEST_PROTOCOL);
        UploadBounds uploads = UploadBounds.upTo(settings.archives().maxUpload());
        LogRoutes readers = new LogRoutes(stored.keys(), engine.overview(), reports.logs());
        SignInLinks links = new SignInLinks(stored.keys(), InstantSource.system());
        PlatformHealth health = new PlatformHealth(settings, stored, reports, deploying, edge, troubles);
        Api api = new Api(
                new Api.Parts(
                        stored.keys(),
                        links,
                        health::status,
                        reports.audit(),
                        engine.overview(),
                        edge.traffic(),
                        reports.metrics(),
                        deploying.sampler(),
                        engine.deployments(),
                        engine.domains(),
                        engine.configuration(),
                        engine.deletion(),
                        readers,
                        stored.root(),
                        stored.home().folder("uploads"),
                        uploads,
                        stored.carried().repository(),
                        version),
                System::nanoTime);
        Console console = new Console(new Console.Parts(
                stored.keys(),
                new Sessions(stored.database(), stored.root(), InstantSource.system()),
                links,
                health::status,
                reports.metrics(),
                deploying.sampler(),
                reports.audit(),
                engine.overview(),
                engine.plans(),
                edge.traffic(),
                engine.deployments(),
                engine.domains(),
                engine.configuration(),
                engine.deletion(),
                reports.logs(),
                readers,
                version));
        return new HttpServer(
                new HttpServer.Parts(
                        stored.keys(),
                        clients,
                        reports.audit(),
                        stored.root(),
                        uploads.silence(),
                        connections,
                        System::nanoTime),
                List.of(console, api));
    }
}
