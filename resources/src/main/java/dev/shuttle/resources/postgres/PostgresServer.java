package dev.shuttle.resources.postgres;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.MemoryLimit;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ServerAccount;
import dev.shuttle.resources.ServerCommand;
import dev.shuttle.resources.ServerContainment;
import dev.shuttle.resources.ServerProcess;
import dev.shuttle.resources.SupervisedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Our own launcher of PostgreSQL: loopback only, no Unix socket, fsync on, passwords by SCRAM. */
final class PostgresServer implements SupervisedServer.Server {
    /** Recovery after a crash replays at most what was written since the last checkpoint, five minutes ago. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration QUIT_PATIENCE = Duration.ofSeconds(1);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(1);
    private static final int START_TRIES = 3;
    private static final int POLL_MILLIS = 10;
    private static final String WRONG_PASSWORD = "28P01";

    /** How many projects a server is for: one has few databases, and takes a quarter of the memory. */
    enum Use {
        /** Seven projects' roles at their limit of connections, or thirty with a pool of ten. */
        SHARED(460, "128MB"),

        OWN(200, "32MB");

        private final int connections;
        private final String buffers;

        Use(int connections, String buffers) {
            this.connections = connections;
            this.buffers = buffers;
        }
    }

    /** Of one connection: far more than an ordinary query needs, and not a machine's. */
    private static final MemoryLimit MEMORY = new MemoryLimit(512L << 20);

    private final PostgresData data;
    private final PostgresPrograms binaries;
    private final Supplier<String> superuserPassword;
    private final ServerContainment containment;
    private final Use use;
    private volatile boolean givenUp;

    PostgresServer(
            Path folder,
            PostgresPrograms programs,
            Supplier<String> superuserPassword,
            ServerContainment containment,
            Use use) {
        this.containment = containment;
        this.use = use;
        this.data = new PostgresData(folder);
        this.binaries = programs;
        this.superuserPassword = superuserPassword;
    }

    @Override
    public String label() {
        return "PostgreSQL server in " + data.folder();
    }

    @Override
    public Optional<SupervisedServer.Running> find() throws IOException {
        Optional<PostgresData.Postmaster> postmaster = data.postmaster();
        return postmaster.isEmpty()
                ? Optional.empty()
                : data.process(postmaster.get())
                        .map(process -> new SupervisedServer.Running(
                                process, postmaster.get().port()));
    }

    @Override
    public SupervisedServer.Running up() throws ProvisioningException, InterruptedException {
        try {
            Optional<SupervisedServer.Running> left = find();
            if (left.isPresent() && awaitReady(left.get().process())) {
                MEMORY.putOn(left.get().process());
                takeOver(left.get());
                return left.get();
            }
            return start();
        } catch (IOException e) {
            throw new ProvisioningException(
                    "PostgreSQL could not be started in " + data.folder() + ": " + e.getMessage()
                            + ". Is there space on the disk, and is it writable?",
                    e);
        }
    }

    private SupervisedServer.Running start() throws IOException, ProvisioningException, InterruptedException {
        Path folder = Trees.createEnterable(data.folder());
        ServerAccount account = ServerAccount.choose("postgres", folder);
        Path programs = binaries.install();
        data.initialise(account, programs, superuserPassword.get());
        account.own(data.data());
        Optional<PostgresData.Postmaster> gone = data.postmaster();
        if (gone.isPresent()) {
            data.disown(gone.get());
        }
        for (int i = 1; ; i++) {
            int port = LoopbackPorts.isFree(data.savedPort()) ? data.savedPort() : LoopbackPorts.next();
            List<String> command = MEMORY.around(command(programs, port));
            Process process = new ServerCommand(account, command, data.data(), data.log()).start();
            ServerProcess server = new ServerProcess(process.toHandle());
            if (awaitStarted(server)) {
                data.savePort(port);
                SupervisedServer.Running running = new SupervisedServer.Running(server, port);
                takeOver(running);
                return running;
            }
            // Somebody may have taken the port just before, or processes of a killed server still hold its memory.
            if (i == START_TRIES || givenUp) {
                throw new ProvisioningException(
                        "PostgreSQL did not start in " + data.folder() + ". Its last lines, from "
                                + data.log().file() + ":\n" + data.log().tail());
            }
            Thread.sleep(100L * i);
        }
    }

    private boolean awaitStarted(ServerProcess server) throws IOException, ProvisioningException, InterruptedException {
        try {
            return awaitReady(server);
        } finally {
            if (givenUp) {
                stop(server);
            }
        }
    }

    /** Commands are not counted, since ALTER ROLE has a password in it; of the rest, constants are left out. */
    private static List<String> counting(Path programs) {
        String library = PostgresStatistics.EXTENSION;
        boolean there = Stream.of(".so", ".dylib")
                .anyMatch(end -> Files.exists(programs.resolve("lib/postgresql/" + library + end)));
        return there
                ? List.of("-c", "shared_preload_libraries=" + library, "-c", library + ".track_utility=off")
                : List.of();
    }

    private List<String> command(Path programs, int port) {
        List<String> command = new ArrayList<>(List.of(
                programs.resolve("bin/postgres").toString(),
                "-D",
                data.data().toString(),
                "-c",
                "listen_addresses=" + LoopbackPorts.HOST,
                "-c",
                "port=" + port,
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=" + use.connections,
                "-c",
                "shared_buffers=" + use.buffers,
                "-c",
                "fsync=on",
                "-c",
                "logging_collector=off",
                "-c",
                "log_destination=stderr"));
        command.addAll(counting(programs));
        return command;
    }

    /** False if the process has ended. */
    private boolean awaitReady(ServerProcess process) throws IOException, ProvisioningException, InterruptedException {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        while (process.isAlive()) {
            Optional<PostgresData.Postmaster> postmaster = data.postmaster();
            if (postmaster.isPresent()
                    && postmaster.get().pid() == process.pid()
                    && postmaster.get().status().equals("ready")) {
                return true;
            }
            if (givenUp) {
                throw new ProvisioningException("PostgreSQL is being stopped, as Shuttle is.");
            }
            if (System.nanoTime() - end > 0) {
                throw new ProvisioningException("PostgreSQL was not ready in " + START_PATIENCE.toSeconds()
                        + " seconds; it may still be recovering: try again. Its last lines, from "
                        + data.log().file() + ":\n" + data.log().tail());
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    /** Sees that it knows us, that no role connects to another's database, and that its limits hold. */
    private void takeOver(SupervisedServer.Running running) throws ProvisioningException {
        int port = running.port();
        containment.contain(running.process().pid(), port);
        try (Connection connection = superuser(port).connect();
                Statement statement = connection.createStatement()) {
            for (String database : List.of("postgres", "template1", "template0")) {
                statement.execute("REVOKE CONNECT, TEMPORARY ON DATABASE " + database + " FROM PUBLIC");
            }
            ServiceLimits.set(connection);
            PostgresStatistics.begin(connection);
        } catch (SQLException e) {
            if (WRONG_PASSWORD.equals(e.getSQLState())) {
                throw new ProvisioningException(
                        "PostgreSQL in " + data.folder() + " does not accept the stored superuser password:"
                                + " its data was created with another one. Bring back the state that belongs to it,"
                                + " or move the folder away to start with no data.",
                        e);
            }
            throw new ProvisioningException(
                    "PostgreSQL in " + data.folder() + " runs on port " + port + " and does not answer as expected: "
                            + e.getMessage() + ". See " + data.log().file() + ".",
                    e);
        }
    }

    PostgresUrl superuser(int port) {
        return new PostgresUrl(
                LoopbackPorts.HOST, port, "postgres", PostgresData.SUPERUSER, superuserPassword.get(), Map.of());
    }

    @Override
    public void tend() throws IOException {
        data.log().rotate();
    }

    @Override
    public void giveUp() {
        givenUp = true;
    }

    /** SIGINT: SIGTERM would wait for the clients. */
    @Override
    public void stop(ServerProcess process) {
        process.signal("INT");
        if (!process.awaitEnd(STOP_PATIENCE)) {
            process.signal("QUIT");
            if (!process.awaitEnd(QUIT_PATIENCE)) {
                process.kill();
                process.awaitEnd(KILL_PATIENCE);
            }
        }
    }

    Path dataDirectory() {
        return data.data();
    }

    boolean exists() {
        return Files.exists(data.data());
    }
}
