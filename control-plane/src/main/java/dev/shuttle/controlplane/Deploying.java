package dev.shuttle.controlplane;

import dev.shuttle.controlplane.api.MetricsScrape;
import dev.shuttle.controlplane.archive.ArchiveLimits;
import dev.shuttle.controlplane.build.Builder;
import dev.shuttle.controlplane.build.LocalRepositories;
import dev.shuttle.controlplane.build.ResidentBuilders;
import dev.shuttle.controlplane.certificates.CertificateNotices;
import dev.shuttle.controlplane.certificates.Certificates;
import dev.shuttle.controlplane.deployment.DeploymentEngine;
import dev.shuttle.controlplane.deployment.RestartPolicy;
import dev.shuttle.controlplane.deployment.SystemScheduler;
import dev.shuttle.controlplane.mavenproxy.MavenRepositoryProxy;
import dev.shuttle.controlplane.metrics.MetricsSampler;
import dev.shuttle.controlplane.project.DomainOwners;
import dev.shuttle.controlplane.webhook.Webhooks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * The way of a deploy, from an upload to its route, and what follows from it. Nothing of it has begun.
 *
 * @param webhooks that tell of it
 * @param orders of certificates for its hosts; empty without ACME
 * @param engine that deploys
 * @param sampler of what projects use
 */
record Deploying(Webhooks webhooks, Optional<Certificates> orders, DeploymentEngine engine, MetricsSampler sampler) {

    static Deploying open(
            Settings settings, Stored stored, Reports reports, Hosting hosting, PublicProxy edge, Owned owned)
            throws IOException {
        Path home = stored.root();
        Optional<Certificates> orders = orders(settings.edge(), stored, reports, edge, owned);
        MavenRepositoryProxy repository =
                owned.add(MavenRepositoryProxy.start(home, settings.builds().maven(), reports.egress()));
        Webhooks webhooks =
                owned.add(new Webhooks(stored.database(), stored.vault(), edge.addresses(), reports.egress()));
        webhooks.setServer(settings.notices().url(), settings.notices().secret());
        ResidentBuilders residents =
                owned.add(new ResidentBuilders(settings.builds().resident()));
        DeploymentEngine engine = owned.add(new DeploymentEngine(new DeploymentEngine.Parts(
                stored.database(),
                stored.home().folder("uploads"),
                stored.home().folder("workspaces"),
                hosting.releases(),
                hosting.jdks(),
                new LocalRepositories(home, residents::end),
                hosting.resources(),
                stored.secrets(),
                webhooks,
                hosting.hosts(),
                reports.logs(),
                reports.metrics(),
                edge.routes(),
                edge.addresses(),
                new DomainOwners()::of,
                limits(settings),
                () -> new Builder(home, stored.carried(), repository, hosting.sandbox(), residents),
                RestartPolicy.DEFAULT,
                new SystemScheduler())));
        MetricsSampler sampler = owned.add(new MetricsSampler(
                new MetricsSampler.Parts(reports.metrics(), edge.traffic(), engine::running, Clock.systemUTC())));
        if (reports.telemetry() != null) {
            reports.telemetry().start(new MetricsScrape(engine.overview(), edge.traffic(), sampler, home)::now);
        }
        return new Deploying(webhooks, orders, engine, sampler);
    }

    /** Loaded, and not begun. */
    private static Optional<Certificates> orders(
            Settings.Edge settings, Stored stored, Reports reports, PublicProxy edge, Owned owned) throws IOException {
        if (settings.acme() == null) {
            new CertificateNotices(stored.root()).clear();
            return Optional.empty();
        }
        Certificates orders = owned.add(new Certificates(
                settings.acme(),
                new Certificates.Parts(
                        edge.certificates(),
                        stored.database(),
                        stored.vault(),
                        reports.egress(),
                        stored.root(),
                        edge.routes()::hosts,
                        edge.addresses().domain())));
        orders.load();
        edge.routes().onHosts(orders::wake);
        return Optional.of(orders);
    }

    private static DeploymentEngine.Limits limits(Settings settings) {
        return new DeploymentEngine.Limits(
                new ArchiveLimits(
                        settings.archives().maxUnpacked(), settings.archives().maxEntries()),
                settings.builds().timeout(),
                settings.deployments().startTimeout(),
                settings.deployments().drainTimeout(),
                settings.deployments().standbyTime(),
                settings.deployments().keepReleases(),
                settings.deployments().projectDisk(),
                settings.builds().parallel(),
                settings.deployments().cleanUpLimit());
    }
}
