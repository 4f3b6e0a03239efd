package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.os.SocketPaths;
import dev.shuttle.os.TextFile;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one host, {@code HOME/hosts/DEPLOYMENT}: all that a new control plane needs to take the host over. It
 * is ours; the service's account owns three directories in it: its home, its temporary directory, and the one of its
 * socket. Nothing that we write to or read lies in those.
 */
final class HostDirectory {

    private static final String SHORT_PREFIX = "shuttle-host-";

    private final Path path;

    private HostDirectory(Path path) {
        this.path = path;
    }

    /** Makes a fresh one; what is left of a host of the same name, which must be dead, is removed. */
    static HostDirectory create(Path hosts, String deployment, OsUser account) throws IOException {
        Path path = hosts.resolve(deployment);
        if (!hosts.equals(path.getParent())) {
            throw new IOException("not a deployment's id: " + deployment);
        }
        HostDirectory directory = new HostDirectory(path);
        directory.remove();
        Files.createDirectories(hosts);
        Files.createDirectory(path, only("rwx------"));
        for (Path own : List.of(directory.home(), directory.temporary(), directory.run())) {
            Files.createDirectory(own, only("rwx------"));
            account.own(own);
        }
        byte[] token = new byte[32];
        new SecureRandom().nextBytes(token);
        directory.write("token", HexFormat.of().formatHex(token));
        Files.createFile(directory.output("out"), only("rw-------"));
        Files.createFile(directory.output("err"), only("rw-------"));
        account.admit(directory.tokenFile(), "rw-r-----");
        account.own(directory.chooseSocket());
        account.admit(path, "rwx--x---");
        return directory;
    }

    static List<HostDirectory> all(Path hosts) throws IOException {
        List<HostDirectory> all = new ArrayList<>();
        if (Files.isDirectory(hosts)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(hosts)) {
                entries.forEach(path -> all.add(new HostDirectory(path)));
            }
        }
        return all;
    }

    String deployment() {
        return String.valueOf(path.getFileName());
    }

    Path path() {
        return path;
    }

    Path controlPlaneHome() {
        return Objects.requireNonNull(Objects.requireNonNull(path.getParent()).getParent());
    }

    /** The service's. */
    Path home() {
        return path.resolve("home");
    }

    Path temporary() {
        return path.resolve("tmp");
    }

    /** The files of the release, under their own names. Ours: the service reads them only. */
    Path app() {
        return path.resolve("app");
    }

    private Path run() {
        return path.resolve("run");
    }

    /** The file that takes a stream of the process, {@code out} or {@code err}. */
    Path output(String stream) {
        return path.resolve(stream);
    }

    Path offsets() {
        return path.resolve("offsets");
    }

    /** Takes the command of a host that sees a part of the files only. */
    Path script() {
        return path.resolve("host.sh");
    }

    /** For a moment, a pipe that becomes the standard input of the process. */
    Path input() {
        return path.resolve("in");
    }

    Path tokenFile() {
        return path.resolve("token");
    }

    String token() throws IOException {
        return Files.readString(tokenFile());
    }

    Path socket() throws IOException {
        return SocketPaths.noted(TextFile.read(path.resolve("socket-path")), path);
    }

    /** Where the service is served beside its port, if it can be: beside the socket of its host. */
    Path serviceSocket() throws IOException {
        return socketDirectory().resolve("w");
    }

    Path socketDirectory() throws IOException {
        return Objects.requireNonNull(socket().getParent());
    }

    /** Notes that no runtime of ours is in the process, and the port that it was told to listen on. */
    void writeProgramPort(int port) throws IOException {
        write("port", Integer.toString(port));
    }

    /** The port of a program; null for a host with a runtime of ours. */
    @Nullable
    Integer programPort() {
        return port("port");
    }

    /** Notes the port that a service was given: its host is not believed another one later. */
    void writeServicePort(int port) throws IOException {
        write("service-port", Integer.toString(port));
    }

    /** The port that a service was given; null for a program, and for a host that was started before this was noted. */
    @Nullable
    Integer servicePort() {
        return port("service-port");
    }

    private @Nullable Integer port(String file) {
        try {
            return Integer.valueOf(Files.readString(path.resolve(file)).strip());
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    void writePid(long pid) throws IOException {
        write("pid", Long.toString(pid));
    }

    /** The process, as far as it is known; it may long be another's. */
    @Nullable
    Long pid() {
        try {
            return Long.valueOf(Files.readString(path.resolve("pid")).strip());
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    void remove() throws IOException {
        removeShortSocket();
        Trees.delete(path);
    }

    /** Returns the directory that it will be in. */
    private Path chooseSocket() throws IOException {
        Path socket = run().resolve("s");
        boolean fits = SocketPaths.fits(socket);
        if (!fits) {
            socket = SocketPaths.shortPath(SHORT_PREFIX);
        }
        write("socket-path", SocketPaths.note(socket, path));
        if (!fits) {
            SocketPaths.createFolder(socket);
        }
        return socketDirectory();
    }

    private void removeShortSocket() {
        try {
            Path socket = socket();
            Path parent = socket.getParent();
            if (parent != null && String.valueOf(parent.getFileName()).startsWith(SHORT_PREFIX)) {
                Trees.delete(parent); // the service could have put a link in its place
            }
        } catch (IOException e) {
            // There is none, or somebody has put something else there: not ours to remove.
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(Files.createFile(path.resolve(file), only("rw-------")), text);
    }

    private static FileAttribute<?> only(String permissions) {
        return Trees.permissions(permissions);
    }
}
