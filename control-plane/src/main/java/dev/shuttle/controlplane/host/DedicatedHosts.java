package dev.shuttle.controlplane.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM for each service. It outlives the control plane, and is found again by its directory under
 * {@code HOME/hosts}.
 */
public final class DedicatedHosts implements Hosts {
    private static final Logger LOG = LoggerFactory.getLogger(DedicatedHosts.class);

    private final Path home;
    private final Path directory;
    private final HostCommand command;
    private final HostOutput output = new HostOutput();
    private final LoopbackPorts ports = new LoopbackPorts();
    private final Map<String, DedicatedHost> hosts = new ConcurrentHashMap<>();
    private final Set<String> ready = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Prepares to start hosts.
     *
     * @param home the control plane's home
     * @param java the executable for host JVMs
     * @param runtime the class path of their main: runtime and annotations
     * @param libraries the hosts' own, which services do not see: pool and JDBC driver
     */
    public DedicatedHosts(Path home, Path java, List<Path> runtime, List<Path> libraries) {
        this.home = home.toAbsolutePath().normalize();
        this.directory = this.home.resolve("hosts");
        this.command = new HostCommand(this.home, java, runtime, libraries);
        output.start();
    }

    @Override
    public Host start(HostRequest request) throws ServiceFailedException, InterruptedException {
        try {
            return startOnce(request);
        } catch (ServiceFailedException e) {
            if (!isAddressInUse(e)) {
                throw e;
            }
            LOG.info("{}: its port was taken meanwhile, so that it is started on another", request.deployment());
            return startOnce(request);
        }
    }

    @Override
    public Map<String, Host> adopt(Map<String, HostRequest> wanted) {
        Map<String, Host> adopted = new ConcurrentHashMap<>();
        SideBySide.run(left().stream()
                .<Runnable>map(directory -> () -> {
                    HostRequest request = wanted.get(directory.deployment());
                    if (request == null || !adopt(directory, request, adopted)) {
                        new LeftHost(home, directory).end();
                    }
                })
                .toList());
        return Map.copyOf(adopted);
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
    public void close() {
        closed = true;
        SideBySide.run(hosts.values().stream().<Runnable>map(host -> host::stop).toList());
        output.close();
    }

    /** Leaves the hosts as a control plane that is killed does. For tests. */
    void abandon() {
        closed = true;
        output.close();
    }

    private Host startOnce(HostRequest request) throws ServiceFailedException, InterruptedException {
        String deployment = request.deployment();
        DedicatedHost host = null;
        boolean started = false;
        try {
            host = launch(request);
            new HostStart(request, host).run();
            host.watch();
            ready.add(deployment);
            started = !closed;
            if (started) {
                return host;
            }
            throw new ServiceFailedException("The control plane is stopping. Deploy again once it is up.");
        } catch (IOException e) {
            throw new ServiceFailedException("The service's JVM could not be started on the server: " + e.getMessage()
                    + ". Its operator should look at " + directory + " and at " + command.java() + ".");
        } finally {
            if (!started && host != null) {
                host.kill();
            }
        }
    }

    private DedicatedHost launch(HostRequest request) throws IOException {
        if (hosts.containsKey(request.deployment())) {
            throw new IOException("deployment " + request.deployment() + " runs already");
        }
        InetSocketAddress address = ports.take();
        HostDirectory made = null;
        HostProcess process = null;
        boolean tracked = false;
        try {
            made = HostDirectory.create(directory, request.deployment());
            process = HostProcess.launch(command.builder(made, address.getPort()));
            made.writePid(process.pid());
            DedicatedHost host = track(request, address, process, made);
            tracked = true;
            return host;
        } finally {
            if (!tracked) {
                ports.release(address.getPort());
                LeftHost.discard(process, made);
            }
        }
    }

    private DedicatedHost track(HostRequest request, InetSocketAddress address, HostProcess process, HostDirectory made)
            throws IOException {
        String deployment = request.deployment();
        OutputTail tail = output.follow(made, request.output());
        DedicatedHost host = new DedicatedHost(deployment, address, process, made, () -> {
            output.finish(tail);
            ready.remove(deployment);
            hosts.remove(deployment);
            ports.release(address.getPort());
        });
        hosts.put(deployment, host);
        return host;
    }

    private boolean adopt(HostDirectory left, HostRequest request, Map<String, Host> adopted) {
        Optional<LeftHost.Alive> found = new LeftHost(home, left).alive();
        if (found.isEmpty()) {
            return false;
        }
        LeftHost.Alive alive = found.get();
        try {
            ports.take(alive.address().getPort());
            DedicatedHost host = track(request, alive.address(), alive.process(), left);
            host.connected(alive.connection());
            adopted.put(left.deployment(), host);
            ready.add(left.deployment());
            host.watch();
            return true;
        } catch (IOException e) {
            LOG.warn("The host of {} could not be taken over: {}", left.deployment(), e.toString());
            ports.release(alive.address().getPort());
            return false;
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

    private static boolean isAddressInUse(ServiceFailedException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Address already in use") || message.contains("BindException");
    }
}
