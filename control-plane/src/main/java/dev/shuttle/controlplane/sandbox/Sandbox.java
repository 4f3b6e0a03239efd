package dev.shuttle.controlplane.sandbox;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.os.ShortProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confines builds and hosts with what this machine has, which it finds out by trying once, at the start: users of the
 * operating system, two for each project, where we are root; control groups, where we may write to them; bubblewrap,
 * where it works. Thread-safe.
 */
public final class Sandbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

    private static final String BUILD = "b-";
    private static final String HOST = "h-";
    private static final String SERVER = "s-";

    /**
     * To PostgreSQL, which serves 460: of one project three databases of its own at their limit of 65, and no more than
     * the rest of a server that is nearly full. It has processes for twice as many, logged in or not.
     */
    private static final ConnectionWatch.Places SHARED = new ConnectionWatch.Places(200, 400, 65);

    /** To another project's own server, of 1000 places, where it has nothing to do. */
    private static final ConnectionWatch.Places STRANGERS = new ConnectionWatch.Places(20, 500, 0);

    private final @Nullable Path home;
    private final Limits limits;
    private final ControlGroups groups;
    private final @Nullable OsUserStore store;
    private final @Nullable OsUserRange range;
    private final int group;
    private final Bubblewrap bubblewrap;
    private final SandboxSupport isolation;
    private final ConnectionWatch connections;

    /**
     * Bounds where there are control groups.
     *
     * @param hostMemory bytes of a host with all its processes
     * @param buildMemory bytes of a build with all its processes
     */
    public record Limits(long hostMemory, long buildMemory) {}

    private Sandbox(
            @Nullable Path home,
            Limits limits,
            ControlGroups groups,
            @Nullable OsUserStore store,
            @Nullable OsUserRange range,
            int group,
            Bubblewrap bubblewrap,
            SandboxSupport isolation) {
        this.home = home;
        this.limits = limits;
        this.groups = groups;
        this.store = store;
        this.range = range;
        this.group = group;
        this.bubblewrap = bubblewrap;
        this.isolation = isolation;
        this.connections = new ConnectionWatch(uid -> range != null && range.contains(uid), group);
    }

    /**
     * One that confines nothing: everything runs as we do.
     *
     * @param limits without effect, except on the sizes of heaps
     * @return to be closed, or not
     */
    public static Sandbox none(Limits limits) {
        SandboxSupport none = new SandboxSupport(false, "not wanted", 0, Set.of(), false, "not wanted");
        return new Sandbox(null, limits, ControlGroups.none(), null, null, 0, new Bubblewrap(List.of()), none);
    }

    /**
     * Finds out what there is, and ends what builds of a run before this one have left running.
     *
     * @param home the control plane's home, which it alone uses
     * @param database where projects' accounts are kept
     * @param limits of builds and hosts
     * @param needed files that builds and hosts must be able to read
     * @return to be closed
     */
    public static Sandbox open(Path home, Database database, Limits limits, List<Path> needed) {
        CapabilityProbe trial = new CapabilityProbe(home, needed);
        ControlGroups groups = groups(home);
        SandboxSupport isolation = trial.isolation(groups);
        OsUserRange range = trial.accounts().orElse(null);
        OsUserStore store = range == null ? null : new OsUserStore(database, range);
        Sandbox sandbox = new Sandbox(
                home,
                limits,
                groups,
                store,
                range,
                range == null ? 0 : range.group(home),
                trial.bubblewrap(),
                isolation);
        LOG.info("isolation: {}", isolation);
        sandbox.sweep();
        return sandbox;
    }

    /**
     * Finds out what there is, also beside a control plane that runs, and leaves nothing behind.
     *
     * @param home a control plane's home
     * @param needed files that builds and hosts must be able to read
     * @return what would hold
     */
    public static SandboxSupport look(Path home, List<Path> needed) {
        // Not the name of a control plane's own groups: closing would take away an empty one of a server that runs.
        try (ControlGroups groups = ControlGroups.open(Hierarchies.find("shuttle-look-" + hash(home)))) {
            return new CapabilityProbe(home, needed).isolation(groups);
        }
    }

    private static ControlGroups groups(Path home) {
        return ControlGroups.open(Hierarchies.find("shuttle-" + hash(home)));
    }

    /**
     * The containment on this machine.
     *
     * @return for the log, and for who asks
     */
    public SandboxSupport isolation() {
        return isolation;
    }

    /**
     * Bounds of what is confined.
     *
     * @return as given
     */
    public Limits limits() {
        return limits;
    }

    /**
     * For a build that begins. A project has one at a time.
     *
     * @param project whose it is
     * @param deployment what it is for
     * @return to be ended
     * @throws IOException if the project can get no account
     */
    public Confinement build(String project, String deployment) throws IOException {
        letThrough();
        GroupLimits most = GroupLimits.ofBuild(limits.buildMemory());
        ControlGroup group = groups.make(BUILD + deployment, most);
        return new Confinement("build", account(project, false), true, group, true, most.memory(), this);
    }

    /**
     * For a host that is started. It outlives us.
     *
     * @param project whose service it is
     * @param deployment its deployment
     * @return to be ended
     * @throws IOException if the project can get no account
     */
    public Confinement host(String project, String deployment) throws IOException {
        letThrough();
        GroupLimits most = GroupLimits.ofHost(limits.hostMemory());
        ControlGroup group = groups.make(HOST + deployment, most);
        return new Confinement("app", account(project, true), false, group, false, most.memory(), this);
    }

    /**
     * For a host that a run before this one has started.
     *
     * @param project whose service it is
     * @param deployment its deployment
     * @return to be ended
     * @throws IOException if the project can get no account
     */
    public Confinement left(String project, String deployment) throws IOException {
        ControlGroup group = groups.find(HOST + deployment);
        return new Confinement("app", account(project, true), false, group, false, limits.hostMemory(), this);
    }

    /**
     * Puts a server that we bring along, and what it starts, into a group of its own, and bounds the connections that one
     * project's processes have to it: what services make it take is bounded together and by each. It outlives us.
     *
     * @param server its name, such as {@code postgres}
     * @param pid of its first process
     * @param port on the loopback
     */
    public void contain(String server, long pid, int port) {
        if (isolation.users()) {
            connections.bound(server, port, SHARED, OsUser.OURSELVES.uid());
        }
        groups.make(SERVER + server, GroupLimits.ofServer(MachineMemory.bytes()))
                .admit(pid);
    }

    /**
     * Bounds the connections that other projects' processes have to a project's own server.
     *
     * @param server its name, for the log
     * @param project whose it is
     * @param port on the loopback
     */
    public void boundStrangers(String server, String project, int port) {
        if (isolation.users()) {
            try {
                connections.bound(
                        server, port, STRANGERS, account(project, true).uid());
            } catch (IOException e) {
                LOG.warn("The connections to {} are not bounded: {}", server, e.toString());
            }
        }
    }

    /**
     * Ends the rest of an unwanted host of an earlier run.
     *
     * @param deployment its deployment
     */
    public void discard(String deployment) {
        groups.find(HOST + deployment).end();
    }

    /**
     * Runs a short command as a build or a host of some project would be run.
     *
     * @param readable what it sees beside the system's files
     */
    public ShortProcess probe(List<String> command, List<Path> readable) {
        List<String> confined = new ArrayList<>(account().prefix(group));
        if (isolation.bubblewrap()) {
            confined.addAll(bubblewrap.prefix(new Mounts(Path.of("/"), readable, List.of()), List.of(), true));
        }
        confined.addAll(command);
        return ShortProcess.run(confined);
    }

    /** As its start did: somebody may have closed the home meanwhile, and each service would be blamed for not starting. */
    private void letThrough() throws IOException {
        if (home == null || !isolation.users()) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(home);
        if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setPosixFilePermissions(home, permissions);
            LOG.warn("{} is accessible again (o+x): builds and services run as other users", home);
        }
    }

    private OsUser account() {
        return range == null ? OsUser.OURSELVES : range.build(0);
    }

    /** Of all processes of this home that run as users of its own. */
    int group() {
        return group;
    }

    /** Why processes of that account were ended a moment ago, if they were: they kept others from a server. */
    Optional<String> connectionsExceeded(OsUser account, long since) {
        return connections.reason(account.uid(), since);
    }

    Bubblewrap bubblewrap() {
        return bubblewrap;
    }

    /** Whether anything at all is done to a process. */
    boolean isConfining() {
        return isolation.users() || isolation.bubblewrap() || isolation.controlGroups() > 0;
    }

    private OsUser account(String project, boolean service) throws IOException {
        if (store == null || range == null) {
            return OsUser.OURSELVES;
        }
        int number = store.number(project);
        return service ? range.service(number) : range.build(number);
    }

    private void sweep() {
        for (String name : groups.names()) {
            ControlGroup group = groups.find(name);
            if (name.startsWith(BUILD) || group.isEmpty()) {
                group.end();
            }
        }
        if (store != null && range != null) {
            List<OsUser> builds = new ArrayList<>();
            store.all().forEach(number -> builds.add(range.build(number)));
            UserProcesses.end(builds, group);
        }
    }

    /** Two homes of a machine must not meet; that of one home is the same in every run. */
    private static String hash(Path home) {
        CRC32 sum = new CRC32();
        sum.update(home.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /** Leaves hosts, and servers that still run, as they are. */
    @Override
    public void close() {
        connections.close();
        for (String name : groups.names()) {
            if (name.startsWith(SERVER) && groups.find(name).isEmpty()) {
                groups.find(name).end();
            }
        }
        groups.close();
    }
}
