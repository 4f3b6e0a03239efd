package dev.shuttle.resources;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A project's own Redis: loopback only, appends to a file every second. */
final class RedisServer implements KeptServer.Server {
    /** It reads its file at the start: up to 512 MB. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(2);
    private static final int START_TRIES = 3;
    private static final int POLL_MILLIS = 5;

    private final Path path;
    private final CarriedBinaries binaries;
    private volatile boolean givenUp;

    RedisServer(Path path, CarriedBinaries binaries) {
        this.path = path;
        this.binaries = binaries;
    }

    @Override
    public String label() {
        return "Redis in " + path;
    }

    @Override
    public Optional<KeptServer.Running> find() {
        try {
            if (!RedisFolder.exists(path)) {
                return Optional.empty();
            }
            RedisFolder folder = RedisFolder.open(path);
            return ServerProcess.find(
                            folder.pid(),
                            arguments -> String.join(" ", arguments).contains("redis-server")
                                    && String.join(" ", arguments).contains(LoopbackPort.HOST + ":" + folder.port()))
                    .map(process -> new KeptServer.Running(process, folder.port()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public KeptServer.Running up() throws ProvisioningException, InterruptedException {
        try {
            RedisFolder folder = RedisFolder.open(path);
            Optional<KeptServer.Running> left = find();
            if (left.isPresent()
                    && awaitAnswer(folder, left.get().process(), left.get().port())) {
                return left.get();
            }
            return start(folder);
        } catch (IOException e) {
            throw new ProvisioningException(
                    "Redis could not be started in " + path + ": " + e.getMessage()
                            + ". Is there space on the disk, and may we write there?",
                    e);
        }
    }

    private KeptServer.Running start(RedisFolder folder)
            throws IOException, ProvisioningException, InterruptedException {
        Trees.createEnterable(path);
        ServerAccount account = ServerAccount.choose("redis", path);
        RedisProgram program;
        synchronized (binaries) { // projects share the programs
            program = RedisProgram.find(binaries);
        }
        account.own(Trees.createPrivate(folder.data()));
        for (int i = 1; ; i++) {
            int port = LoopbackPort.isFree(folder.port()) ? folder.port() : LoopbackPort.next();
            List<String> command = List.of(program.executable().toString(), "-");
            Process process = new ServerCommand(account, command, folder.data(), folder.log())
                    .start(RedisConfiguration.text(folder, port, program.knowsChannels()));
            folder.started(port, process.pid());
            ServerProcess server = new ServerProcess(process.toHandle());
            if (awaitAnswer(folder, server, port)) {
                return new KeptServer.Running(server, port);
            }
            if (i == START_TRIES || givenUp) { // somebody may have taken the port just before
                throw new ProvisioningException("Redis did not start in " + path + ". Its last lines, from "
                        + folder.log().file() + ":\n" + folder.log().tail());
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
                        + " seconds; perhaps it still reads its data: try again. Its last lines, from "
                        + folder.log().file() + ":\n" + folder.log().tail());
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    private static boolean answers(RedisFolder folder, ServerProcess process, int port) {
        try (Jedis jedis = admin(folder, port, 0)) {
            String info = jedis.info();
            return info.lines().anyMatch(line -> line.equals("process_id:" + process.pid()))
                    && info.lines().anyMatch(line -> line.equals("loading:0"));
        } catch (JedisException e) {
            return false;
        }
    }

    static Jedis admin(RedisFolder folder, int port, int database) {
        return new RedisUrl(LoopbackPort.HOST, port, false, RedisConfiguration.ADMIN, folder.adminPassword(), database)
                .connect();
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
