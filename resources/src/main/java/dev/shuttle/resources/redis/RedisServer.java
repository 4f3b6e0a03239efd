package dev.shuttle.resources.redis;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.os.ProcFs;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.BundledBinaries;
import dev.shuttle.resources.MemoryLimit;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ServerAccount;
import dev.shuttle.resources.ServerCommand;
import dev.shuttle.resources.ServerContainment;
import dev.shuttle.resources.ServerLog;
import dev.shuttle.resources.ServerProcess;
import dev.shuttle.resources.SupervisedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A project's own Redis: loopback only, appends to a file every second. */
final class RedisServer implements SupervisedServer.Server {
    /** It reads its file at the start: up to 512 MB. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(1);
    private static final int START_TRIES = 3;
    private static final int POLL_MILLIS = 5;

    /** A stranger on the port may accept and say nothing. */
    private static final int PROBE_MILLIS = 1_000;

    /**
     * Waits for all of its configuration, and becomes the server: one that is told nothing, since we were killed just
     * then, would listen without a password.
     */
    private static final String CONFIGURED = "all=$(cat) && [ -n \"$all\" ] && exec \"$0\" - <<END\n$all\nEND\n";

    /** Four times what its data may take: what it has to send to clients that do not read counts beside them. */
    private static final MemoryLimit MEMORY = new MemoryLimit(2L << 30);

    private static final String PROCESS_ID = "process_id:";

    private final Path path;
    private final BundledBinaries binaries;
    private final ServerContainment containment;
    private volatile boolean givenUp;

    RedisServer(Path path, BundledBinaries binaries, ServerContainment containment) {
        this.containment = containment;
        this.path = path;
        this.binaries = binaries;
    }

    @Override
    public String label() {
        return "Redis server in " + path;
    }

    @Override
    public Optional<SupervisedServer.Running> find() throws IOException {
        if (!RedisFolder.exists(path)) {
            return Optional.empty();
        }
        RedisFolder folder = RedisFolder.open(path);
        Optional<SupervisedServer.Running> found = byPort(folder);
        return found.isPresent() ? found : byNumber(folder);
    }

    /** A server that accepts our password and works in our folder is ours, also if its pid was not recorded yet. */
    private static Optional<SupervisedServer.Running> byPort(RedisFolder folder) throws IOException {
        Optional<Long> pid = LoopbackPorts.isFree(folder.port()) ? Optional.empty() : processId(folder, folder.port());
        return pid.isEmpty()
                ? Optional.empty()
                : ProcFs.find(pid.get())
                        .map(handle -> new SupervisedServer.Running(new ServerProcess(handle), folder.port()));
    }

    /** One that does not answer: it reads its data, or hangs. */
    private static Optional<SupervisedServer.Running> byNumber(RedisFolder folder) throws IOException {
        return ServerProcess.find(
                        folder.pid(),
                        arguments -> String.join(" ", arguments).contains("redis-server")
                                && String.join(" ", arguments).contains(LoopbackPorts.HOST + ":" + folder.port()))
                .filter(process -> ProcFs.directory(process.pid())
                        .map(directory -> isData(folder, directory))
                        .orElse(true)) // the kernel does not say
                .map(process -> new SupervisedServer.Running(process, folder.port()));
    }

    @Override
    public SupervisedServer.Running up() throws ProvisioningException, InterruptedException {
        try {
            RedisFolder folder = RedisFolder.open(path);
            Optional<SupervisedServer.Running> left = find();
            if (left.isPresent()
                    && awaitAnswer(folder, left.get().process(), left.get().port())) {
                MEMORY.putOn(left.get().process());
                return contained(left.get());
            }
            return contained(start(folder));
        } catch (IOException e) {
            throw new ProvisioningException(
                    "Redis could not be started in " + path + ": " + e.getMessage()
                            + ". Is there space on the disk, and is it writable?",
                    e);
        }
    }

    private SupervisedServer.Running contained(SupervisedServer.Running running) {
        containment.contain(running.process().pid(), running.port());
        return running;
    }

    private SupervisedServer.Running start(RedisFolder folder)
            throws IOException, ProvisioningException, InterruptedException {
        Trees.createEnterable(path);
        ServerAccount account = ServerAccount.choose("redis", path);
        RedisProgram program;
        synchronized (binaries) { // projects share the programs
            program = RedisProgram.find(binaries);
        }
        account.own(Trees.createPrivate(folder.data()));
        for (int i = 1; ; i++) {
            int port = LoopbackPorts.isFree(folder.port()) ? folder.port() : LoopbackPorts.next();
            folder.started(port, 0); // before there is a process, so no process is ever unknown
            List<String> command = MEMORY.around(
                    List.of("sh", "-c", CONFIGURED, program.executable().toString()));
            Process process = new ServerCommand(account, command, folder.data(), folder.log())
                    .start(RedisConfiguration.text(folder, port, program.knowsChannels()));
            folder.started(port, process.pid());
            ServerProcess server = new ServerProcess(process.toHandle());
            if (awaitStarted(folder, server, port)) {
                return new SupervisedServer.Running(server, port);
            }
            if (i == START_TRIES || givenUp) { // somebody may have taken the port just before
                throw new ProvisioningException("Redis did not start in " + path + ". Its last lines, from "
                        + folder.log().file() + ":\n" + folder.log().tail());
            }
        }
    }

    private boolean awaitStarted(RedisFolder folder, ServerProcess server, int port)
            throws ProvisioningException, InterruptedException {
        try {
            return awaitAnswer(folder, server, port);
        } finally {
            if (givenUp) {
                stop(server);
            }
        }
    }

    /** False if the process has ended. It must be that process that answers, and know us. */
    private boolean awaitAnswer(RedisFolder folder, ServerProcess process, int port)
            throws ProvisioningException, InterruptedException {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        while (process.isAlive()) {
            if (answers(folder, process, port)) {
                return true;
            }
            if (givenUp) {
                throw new ProvisioningException("Redis is being stopped, as Shuttle is.");
            }
            if (System.nanoTime() - end > 0) {
                throw new ProvisioningException("Redis in " + path + " did not answer in " + START_PATIENCE.toSeconds()
                        + " seconds; it may still be loading its data: try again. Its last lines, from "
                        + folder.log().file() + ":\n" + folder.log().tail());
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    private static boolean answers(RedisFolder folder, ServerProcess process, int port) {
        return processId(folder, port).filter(id -> id == process.pid()).isPresent();
    }

    /**
     * Empty if it does not answer, does not know us, still reads its data, or works on other data: the server of a home
     * of which ours is a copy knows our password too.
     */
    private static Optional<Long> processId(RedisFolder folder, int port) {
        try (Jedis jedis = url(folder, port, 0).connect(PROBE_MILLIS)) {
            String info = jedis.info();
            return info.lines().anyMatch("loading:0"::equals) && worksHere(folder, jedis)
                    ? info.lines()
                            .filter(line -> line.startsWith(PROCESS_ID))
                            .map(line -> Long.parseLong(line.substring(PROCESS_ID.length())))
                            .findFirst()
                    : Optional.empty();
        } catch (JedisException e) {
            return Optional.empty();
        }
    }

    private static boolean worksHere(RedisFolder folder, Jedis jedis) {
        String directory = jedis.configGet("dir").get("dir");
        return directory != null && isData(folder, Path.of(directory));
    }

    private static boolean isData(RedisFolder folder, Path directory) {
        try {
            return Files.isSameFile(directory, folder.data());
        } catch (IOException e) {
            return false; // one that has been deleted
        }
    }

    static Jedis admin(RedisFolder folder, int port, int database) {
        return url(folder, port, database).connect();
    }

    private static RedisUrl url(RedisFolder folder, int port, int database) {
        return new RedisUrl(
                LoopbackPorts.HOST, port, false, RedisConfiguration.ADMIN, folder.adminPassword(), database);
    }

    @Override
    public void tend() throws IOException {
        new ServerLog(path.resolve("server.log")).rotate();
    }

    @Override
    public void giveUp() {
        givenUp = true;
    }

    /** SIGTERM: it writes what it has not written yet, and ends. */
    @Override
    public void stop(ServerProcess process) {
        process.terminate();
        if (!process.awaitEnd(STOP_PATIENCE)) {
            process.kill();
            process.awaitEnd(KILL_PATIENCE);
        }
    }
}
