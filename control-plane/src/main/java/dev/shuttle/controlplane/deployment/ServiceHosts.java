package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.ReleaseRef;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.jdk.JdkChoice;
import dev.shuttle.controlplane.jdk.Jdks;
import dev.shuttle.controlplane.jdk.MissingJdkException;
import dev.shuttle.controlplane.jdk.PackagesOpenBefore;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.release.Release;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ResourceVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts releases in hosts, with the deployment's log, address and resources. Thread-safe. */
final class ServiceHosts {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceHosts.class);

    /** PostgreSQL's words, of a role and of a whole server. */
    private static final Pattern TOO_MANY_CONNECTIONS = Pattern.compile("too many (connections|clients)");

    private final ServiceRunner hosts;
    private final Releases releases;
    private final Jdks jdks;
    private final Resources resources;
    private final DeploymentLogs logs;
    private final Addresses addresses;
    private final Duration startTimeout;
    private final Duration stopTimeout;

    ServiceHosts(
            ServiceRunner hosts,
            Releases releases,
            Jdks jdks,
            Resources resources,
            DeploymentLogs logs,
            Addresses addresses,
            Duration startTimeout,
            Duration stopTimeout) {
        this.hosts = hosts;
        this.releases = releases;
        this.jdks = jdks;
        this.resources = resources;
        this.logs = logs;
        this.addresses = addresses;
        this.startTimeout = startTimeout;
        this.stopTimeout = stopTimeout;
    }

    RunningService start(DeploymentRow row, Release release, List<ResourceOutput> given)
            throws ServiceFailedException, InterruptedException {
        try {
            return hosts.start(request(row, release, java(row, release), given));
        } catch (ServiceFailedException e) {
            if (TOO_MANY_CONNECTIONS.matcher(String.valueOf(e.getMessage())).find()) {
                throw new ServiceFailedException(e.getMessage() + whoHoldsThem(row.project()));
            }
            throw e;
        }
    }

    /** Old and new version share the limit of their role. */
    private String whoHoldsThem(String project) throws InterruptedException {
        List<String> usage = resources.usage(project);
        return usage.isEmpty()
                ? ""
                : " What is running of the project has " + String.join(", and ", usage)
                        + ". Use a smaller pool, so that"
                        + " two versions fit, or have the old version stopped first, by"
                        + " `@ShuttleService(replace = true)`.";
    }

    /** Starts a deployment that has served before, with what it was given then. */
    RunningService startAgain(DeploymentRow row) throws ServiceFailedException, IOException, InterruptedException {
        try {
            return start(row, release(row), resources.current(row.project(), row.id()));
        } catch (ProvisioningException e) {
            throw new ServiceFailedException(e.getMessage());
        }
    }

    Map<String, RunningService> adopt(Map<String, ServiceSpec> wanted, Consumer<RunningService> adopted) {
        return hosts.adopt(wanted, adopted);
    }

    /** For a host that may still run, with what it was given. */
    ServiceSpec request(DeploymentRow row) throws IOException {
        Release release = release(row);
        return request(row, release, jdks.recorded(release.jdk()), resources.given(row.project(), row.id()));
    }

    /** Restarts the resource servers that an adopted host needs. */
    void ensureResources(DeploymentRow row) throws ProvisioningException, InterruptedException {
        var unused = resources.current(row.project(), row.id());
    }

    /** Whether a deployment has one of the secrets by its code or attached; true if that cannot be told. */
    boolean asksFor(DeploymentRow row, Set<String> secrets) {
        try {
            return release(row).plan().resourcesWith(attached(row)).stream()
                    .anyMatch(request -> request.isSecret() && secrets.contains(request.name()));
        } catch (IOException e) {
            LOG.warn("the release of {} cannot be read: {}", row.id(), e.toString());
            return true;
        }
    }

    /** Whether a deployment runs with the environment variables that its project has now. */
    boolean hasCurrentEnvironment(DeploymentRow row) {
        return resources.environment().isCurrent(row.project(), row.id());
    }

    /** The project's own bound on its service's silence, as it was when the deployment was made. */
    Optional<Duration> responseTimeout(DeploymentRow row) {
        try {
            return resources.environment().responseTimeout(row.project(), row.id());
        } catch (RuntimeException e) {
            LOG.warn("the variables of {} cannot be read: {}", row.id(), e.toString());
            return Optional.empty();
        }
    }

    private List<ResourceRequest> attached(DeploymentRow row) {
        return resources.attachments().of(row.project());
    }

    private Release release(DeploymentRow row) throws IOException {
        return releases.read(row.project(), Objects.requireNonNull(row.release()));
    }

    /** The one that built it, or another that does, with a line in the log that says why. */
    private Path java(DeploymentRow row, Release release) throws ServiceFailedException {
        try {
            JdkChoice choice = jdks.of(release.jdk());
            LineSink log = logs.of(row.project(), row.id()).sink("shuttle");
            choice.broken().forEach(line -> log.line("err", line));
            if (!choice.reason().isEmpty()) {
                log.line("out", choice.reason());
            }
            return choice.jdk().java();
        } catch (MissingJdkException e) {
            throw new ServiceFailedException(e.getMessage());
        }
    }

    private ServiceSpec request(DeploymentRow row, Release release, Path java, List<ResourceOutput> given) {
        return new ServiceSpec(
                row.project(),
                row.id(),
                addresses.url(row.project()),
                release.plan(),
                new ReleaseRef(row.project(), releaseId(row), release.digest()),
                java,
                PackagesOpenBefore.options(release.jdk()),
                given,
                environment(row, release, given),
                outputs -> resources.provisioned(row.project(), row.id(), outputs),
                logs.of(row.project(), row.id()).sink("service"),
                notice -> logs.of(row.project(), row.id()).sink("shuttle").line("out", notice),
                startTimeout,
                stopTimeout);
    }

    /** A variable of the user wins over one of a resource. */
    private Map<String, String> environment(DeploymentRow row, Release release, List<ResourceOutput> given) {
        Map<String, String> environment =
                new LinkedHashMap<>(ResourceVariables.of(release.plan(), given, attached(row)));
        environment.putAll(resources.environment().of(row.project(), row.id()));
        return environment;
    }

    /** A deployment that was built runs the release of its own id, which its row is told only afterwards. */
    private static String releaseId(DeploymentRow row) {
        return Objects.requireNonNullElse(row.release(), row.id());
    }
}
