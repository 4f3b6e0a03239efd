package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.ArtifactSource;
import dev.shuttle.controlplane.host.Parallel;
import dev.shuttle.controlplane.host.PortAllocator;
import dev.shuttle.controlplane.host.ReleaseFiles;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.sandbox.Confinement;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.runtime.jvm.JvmOptions;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.StatementSpan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM for each service. It outlives the control plane, and is found again by its directory under
 * {@code HOME/hosts}.
 */
public final class DedicatedRunner implements ServiceRunner {
    private static final Logger LOG = LoggerFactory.getLogger(DedicatedRunner.class);

    private final Path home;
    private final Path directory;
    private final List<Path> runtime;
    private final List<Path> libraries;
    private final Sandbox sandbox;
    private final ArtifactSource artifacts;
    private final @Nullable BiConsumer<String, List<StatementSpan>> statements;
    private final HostOutput output = new HostOutput();
    private final PortAllocator ports = new PortAllocator();
    private final Map<String, DedicatedService> services = new ConcurrentHashMap<>();
    private final Map<String, Integer> ofProject = new ConcurrentHashMap<>();
    private final Set<String> ready = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Prepares to start hosts.
     *
     * @param home the control plane's home
     * @param runtime the class path of their main: runtime and annotations
     * @param libraries the hosts' own, which services do not see: pool and JDBC driver
     * @param sandbox confines the hosts
     * @param artifacts finds the files of releases
     * @param statements takes what the database of a project did for requests that are recorded; null: it is not noted
     */
    public DedicatedRunner(
            Path home,
            List<Path> runtime,
            List<Path> libraries,
            Sandbox sandbox,
            ArtifactSource artifacts,
            @Nullable BiConsumer<String, List<StatementSpan>> statements) {
        this.artifacts = artifacts;
        this.statements = statements;
        this.home = home.toAbsolutePath().normalize();
        this.directory = this.home.resolve("hosts");
        this.runtime = List.copyOf(runtime);
        this.libraries = List.copyOf(libraries);
        this.sandbox = sandbox;
        output.start();
    }

    @Override
    public RunningService start(ServiceSpec request) throws ServiceFailedException, InterruptedException {
        requireOpen();
        try {
            return startOnce(request);
        } catch (PortTakenException e) {
            LOG.info("{}: its port was taken meanwhile; it is started on another", request.deployment());
        }
        try {
            return startOnce(request);
        } catch (PortTakenException e) {
            throw new ServiceFailedException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Map<String, RunningService> adopt(Map<String, ServiceSpec> wanted, Consumer<RunningService> adopted) {
        Map<String, RunningService> taken = new ConcurrentHashMap<>();
        Parallel.run(left().stream()
                .<Runnable>map(directory -> () -> {
                    ServiceSpec request = wanted.get(directory.deployment());
                    Optional<RunningService> host = request == null ? Optional.empty() : adopt(directory, request);
                    host.ifPresentOrElse(
                            alive -> {
                                taken.put(alive.deployment(), alive);
                                adopted.accept(alive);
                            },
                            () -> new OrphanedHost(home, directory).end(sandbox));
                })
                .toList());
        endUnknown(taken.keySet());
        try {
            WorkingDirectory.deleteAllBut(home, wanted.keySet());
        } catch (IOException e) {
            LOG.warn("Not all working directories of ended deployments could be deleted: {}", e.toString());
        }
        return Map.copyOf(taken);
    }

    /** A crash between the launch of a process and the note of its number leaves one that no directory tells of. */
    private void endUnknown(Set<String> known) {
        for (HostProcess process : HostProcess.ofHome(home, deployment -> !known.contains(deployment))) {
            LOG.info("The process {} is a host of no known deployment; it is ended", process.pid());
            OrphanedHost.discard(process, null);
            Session.killLeft(process.pid());
        }
    }

    @Override
    public String isolation() {
        return "dedicated";
    }

    @Override
    public Set<String> running() {
        return Set.copyOf(ready);
    }

    @Override
    public void stopAll() {
        closed = true;
        Parallel.run(services.values().stream()
                .<Runnable>map(service -> service::suspend)
                .toList());
    }

    @Override
    public void close() {
        closed = true;
        output.close();
        services.values().stream()
                .filter(service -> ready.contains(service.deployment()))
                .forEach(DedicatedService::detach);
    }

    private void requireOpen() throws ServiceFailedException {
        if (closed) {
            throw new ServiceFailedException("The control plane is stopping. Deploy again once it is up.");
        }
    }

    private RunningService startOnce(ServiceSpec request)
            throws ServiceFailedException, PortTakenException, InterruptedException {
        String deployment = request.deployment();
        DedicatedService host = null;
        boolean started = false;
        try {
            ReleaseFiles files = artifacts.files(request.release());
            host = launch(request, files);
            new HostStart(
                            request,
                            files.paths(),
                            host,
                            services::values,
                            listener(request.project(), request.provisioned()))
                    .run();
            host.watch();
            requireOpen();
            ready.add(deployment);
            started = true;
            return host;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(); // which closes the channels that are being used
            }
            throw new ServiceFailedException("The server could not start the service's JVM: " + e.getMessage()
                    + ". Its operator should check " + directory + " and " + request.java() + ".");
        } finally {
            if (!started && host != null) {
                host.kill();
            }
        }
    }

    private HostListener listener(String project, Consumer<List<ResourceOutput>> provisioned) {
        BiConsumer<String, List<StatementSpan>> takes = statements;
        return new HostListener(provisioned, takes == null ? null : spans -> takes.accept(project, spans));
    }

    private DedicatedService launch(ServiceSpec request, ReleaseFiles release) throws IOException {
        if (services.containsKey(request.deployment())) {
            throw new IOException("deployment " + request.deployment() + " runs already");
        }
        Confinement confinement = sandbox.host(request.project(), request.deployment());
        InetSocketAddress address = ports.take();
        HostDirectory made = null;
        HostProcess process = null;
        boolean tracked = false;
        ofProject.merge(request.project(), 1, Integer::sum);
        try {
            ServiceFiles files = new ServiceFiles(home, request.project());
            files.admit(confinement.account());
            made = HostDirectory.create(directory, request.deployment(), confinement.account());
            WorkingDirectory working = new WorkingDirectory(home, request.project(), request.deployment());
            working.prepare(release.folder(), confinement.account());
            Launch launch = Launch.of(request, release, made, runtime, working.path());
            if (launch.program()) {
                made.writeProgramPort(address.getPort());
            } else {
                made.writeServicePort(address.getPort());
            }
            tellOfLargeHeap(request, launch, confinement.memory());
            process = HostProcess.launch(command(request.java())
                    .builder(made, address.getPort(), confinement, files.view(), launch, request.environment()));
            made.writePid(process.pid());
            DedicatedService host = track(request, address, process, made, confinement);
            tracked = true;
            return host;
        } finally {
            if (!tracked) {
                ports.release(address.getPort());
                confinement.end();
                forget(request.project(), confinement);
                OrphanedHost.discard(process, made);
            }
        }
    }

    /** Tells what goes with it. Its deployment has ended, so it is not started again. */
    private void discardWorking(ServiceSpec request) {
        WorkingDirectory working = new WorkingDirectory(home, request.project(), request.deployment());
        try {
            working.lost(artifacts.files(request.release()).folder())
                    .ifPresent(lost -> request.output().line("err", "shuttle: " + lost));
        } catch (IOException e) {
            LOG.info("The release of {} is gone: what its service wrote cannot be told", request.deployment());
        }
        try {
            working.delete();
        } catch (IOException e) {
            LOG.warn("The working directory {} could not be deleted: {}", working.path(), e.toString());
        }
    }

    /** The kernel kills the process then, where a smaller heap would have been collected. */
    private static void tellOfLargeHeap(ServiceSpec request, Launch launch, long memory) {
        OptionalLong heap = JvmOptions.heap(launch.userOptions(request.environment()));
        if (heap.isPresent() && heap.getAsLong() > memory) {
            request.notices()
                    .accept("The JVM options ask for a heap of " + (heap.getAsLong() >> 20)
                            + " MiB, but a service may take "
                            + (memory >> 20) + " MiB together on this server (SHUTTLE_HOST_MEMORY). Where the server"
                            + " enforces it, the service is killed when it takes more.");
        }
    }

    private HostCommand command(Path java) {
        long heap = HostCommand.heap(sandbox.limits().hostMemory());
        return new HostCommand(home, java, runtime, libraries, heap);
    }

    /** Nothing of a project whose last host has gone may go on under its user. */
    private void forget(String project, Confinement confinement) {
        ofProject.computeIfPresent(project, (name, count) -> {
            if (count == 1) {
                confinement.endAccount();
            }
            return count == 1 ? null : count - 1;
        });
    }

    private DedicatedService track(
            ServiceSpec request,
            InetSocketAddress address,
            HostProcess process,
            HostDirectory made,
            Confinement confinement)
            throws IOException {
        String deployment = request.deployment();
        ServiceOutput lines = new ServiceOutput(request.output());
        OutputTail tail = output.follow(made, lines);
        long heap =
                JvmOptions.heap(JvmOptions.in(request.environment())).orElse(HostCommand.heap(confinement.memory()));
        HostJvm jvm = new HostJvm(process, made, confinement, heap, lines, () -> {
            output.finish(tail);
            ready.remove(deployment);
            services.remove(deployment);
            ports.release(address.getPort());
            forget(request.project(), confinement);
        });
        DedicatedService host = new DedicatedService(request, address, jvm, () -> discardWorking(request));
        services.put(deployment, host);
        return host;
    }

    private Optional<RunningService> adopt(HostDirectory left, ServiceSpec request) {
        Confinement confinement;
        Optional<OrphanedHost.Alive> found;
        try {
            confinement = sandbox.left(request.project(), request.deployment());
            found = new OrphanedHost(home, left)
                    .alive(confinement.account(), listener(request.project(), nothing -> {}));
        } catch (IOException e) {
            LOG.warn("The host of {} could not be taken over: {}", left.deployment(), e.toString());
            return Optional.empty();
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        OrphanedHost.Alive alive = found.get();
        try {
            ports.take(alive.address().getPort());
            ofProject.merge(request.project(), 1, Integer::sum);
            DedicatedService host = track(request, alive.address(), alive.process(), left, confinement);
            OwnPort.only(alive.process(), host.givenPort()).ifPresent(host::servesAt);
            HostConnection connection = alive.connection();
            if (connection != null) {
                host.jvm().connected(connection);
            }
            if (alive.socket()) {
                host.servesAt(left.serviceSocket());
            }
            ready.add(left.deployment());
            host.watch();
            return Optional.of(host);
        } catch (IOException e) {
            LOG.warn("The host of {} could not be taken over: {}", left.deployment(), e.toString());
            forget(request.project(), confinement);
            ports.release(alive.address().getPort());
            return Optional.empty();
        }
    }

    private List<HostDirectory> left() {
        try {
            return HostDirectory.all(directory);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be read: hosts of a control plane before this one may go on: {}",
                    directory,
                    e.toString());
            return List.of();
        }
    }
}
