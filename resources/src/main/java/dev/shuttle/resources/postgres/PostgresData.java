package dev.shuttle.resources.postgres;

import dev.shuttle.os.NewFile;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ServerAccount;
import dev.shuttle.resources.ServerCommand;
import dev.shuttle.resources.ServerLog;
import dev.shuttle.resources.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The data directory of the server that we bring, and what stands beside it: {@code port}, {@code server.log}.
 *
 * @param folder holds all of it
 */
record PostgresData(Path folder) {
    static final String SUPERUSER = "shuttle";

    /** It takes a second; on a disk that is very busy, more. */
    private static final Duration INITDB_PATIENCE = Duration.ofMinutes(2);

    /** A number that no process has: Linux ends at 2^22. */
    private static final String NO_PROCESS = "999999999";

    /**
     * The server's own account of itself.
     *
     * @param pid of the postmaster
     * @param port it listens on
     * @param status {@code starting}, {@code ready}, {@code stopping}
     */
    record Postmaster(long pid, int port, String status) {}

    Path data() {
        return folder.resolve("data");
    }

    ServerLog log() {
        return new ServerLog(folder.resolve("server.log"));
    }

    /** Makes the data directory aside, once; it appears by a rename. */
    void initialise(ServerAccount account, Path programs, String password)
            throws IOException, InterruptedException, ProvisioningException {
        if (Files.exists(data())) {
            return;
        }
        Path aside = folder.resolve("data.new");
        Path passwordFile = folder.resolve("password.new");
        Trees.delete(aside);
        Files.deleteIfExists(passwordFile);
        try {
            Files.createDirectory(aside, Trees.permissions("rwx------"));
            NewFile.create(passwordFile, password + "\n");
            account.own(aside);
            account.own(passwordFile);
            initdb(account, programs, aside, passwordFile);
            Files.move(aside, data(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(passwordFile);
            Trees.delete(aside);
        }
    }

    private void initdb(ServerAccount account, Path programs, Path aside, Path passwordFile)
            throws IOException, InterruptedException, ProvisioningException {
        List<String> command = List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + aside,
                "--username=" + SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-instructions");
        Process initdb = new ServerCommand(account, command, folder, log()).start();
        try {
            if (!initdb.waitFor(INITDB_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProvisioningException("PostgreSQL's initdb was not done in " + INITDB_PATIENCE.toSeconds()
                        + " seconds. Is the disk of " + folder + " busy or full? Its last lines:\n" + log().tail());
            }
            if (initdb.exitValue() != 0) {
                throw new ProvisioningException("PostgreSQL's initdb failed in " + folder + " with exit code "
                        + initdb.exitValue() + ". Its last lines:\n" + log().tail());
            }
        } finally {
            initdb.descendants().forEach(ProcessHandle::destroyForcibly);
            initdb.destroyForcibly();
        }
    }

    /** The server's file, if it is there and whole. */
    Optional<Postmaster> postmaster() throws IOException {
        try {
            List<String> lines = Files.readAllLines(pidFile());
            return lines.size() < 8
                    ? Optional.empty()
                    : Optional.of(new Postmaster(
                            Long.parseLong(lines.get(0).strip()),
                            Integer.parseInt(lines.get(3).strip()),
                            lines.get(7).strip()));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The server's process of that number, whatever its state. */
    Optional<ServerProcess> process(Postmaster postmaster) throws IOException {
        return ServerProcess.find(
                postmaster.pid(),
                arguments -> arguments.get(0).endsWith("postgres") && arguments.contains(data().toString()));
    }

    /**
     * For a pid file that names an unrelated process or a zombie: PostgreSQL would take it for a server on the same data and refuse to start. The file stays, with the key of
     * the shared memory, by which PostgreSQL sees whether anybody still works on the data.
     */
    void disown(Postmaster gone) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(pidFile()));
        if (!lines.isEmpty() && lines.get(0).strip().equals(Long.toString(gone.pid()))) {
            lines.set(0, NO_PROCESS);
            Files.write(pidFile(), lines);
        }
    }

    /** The port that it had last; 0 at first. */
    int savedPort() throws IOException {
        try {
            return Integer.parseInt(Files.readString(portFile()).strip());
        } catch (NoSuchFileException | NumberFormatException e) {
            return 0;
        }
    }

    void savePort(int port) throws IOException {
        if (port != savedPort()) {
            NewFile.write(portFile(), port + "\n");
        }
    }

    private Path portFile() {
        return folder.resolve("port");
    }

    private Path pidFile() {
        return data().resolve("postmaster.pid");
    }
}
