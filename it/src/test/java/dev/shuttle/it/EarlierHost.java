package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A host JVM of an earlier version: the command line, environment and messages are those that it recorded. */
final class EarlierHost {
    private static final List<String> BUBBLEWRAP = List.of(
            "bwrap",
            "--unshare-user",
            "--unshare-pid",
            "--unshare-ipc",
            "--bind",
            "/",
            "/",
            "--dev",
            "/dev",
            "--proc",
            "/proc");

    private static final Duration START = Duration.ofSeconds(30);

    private final String deployment;
    private final Path directory;
    private final String start;
    private final Process process;

    private EarlierHost(String deployment, Path directory, String start, Process process) {
        this.deployment = deployment;
        this.directory = directory;
        this.start = start;
        this.process = process;
    }

    /** Starts it, under bubblewrap if that is wanted and works. */
    static EarlierHost launch(Path home, Path recorded, boolean confined) throws IOException, InterruptedException {
        String deployment = String.valueOf(recorded.getFileName());
        Path directory = home.resolve("hosts").resolve(deployment);
        int port = LoopbackPorts.next();
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(account(directory));
        List<String> jvm = lines(recorded.resolve("command"), home, port).toList();
        command.addAll(confined && canConfine() ? confined(jvm, directory) : jvm);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.resolve("home").toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("err").toFile()));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        lines(recorded.resolve("environment"), home, port).forEach(line -> builder.environment()
                .put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        Files.writeString(
                directory.resolve("socket-path"), directory.resolve("run/s").toString());
        Process process = builder.start();
        Files.writeString(directory.resolve("pid"), Long.toString(process.pid()));
        return new EarlierHost(deployment, directory, message(recorded.resolve("start"), home, port), process);
    }

    private static List<String> account(Path directory) throws IOException {
        String user = String.valueOf(Files.getAttribute(directory.resolve("home"), "unix:uid"));
        return EarlierHome.isRoot()
                ? List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs", "--")
                : List.of();
    }

    /** The JVM's command stands in a script, and the process that is known is bubblewrap's. */
    private static List<String> confined(List<String> jvm, Path directory) throws IOException {
        Path script = directory.resolve("host.sh");
        String words = jvm.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Files.writeString(script, "exec " + words + "\n");
        List<String> command = new ArrayList<>(BUBBLEWRAP);
        command.addAll(List.of("--chdir", directory.resolve("home").toString(), "--", "/bin/sh", script.toString()));
        return command;
    }

    private static boolean canConfine() throws InterruptedException {
        List<String> trial = new ArrayList<>(BUBBLEWRAP);
        trial.add("true");
        try {
            return new ProcessBuilder(trial).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // it is not installed
        }
    }

    private static Stream<String> lines(Path file, Path home, int port) throws IOException {
        return Files.readAllLines(file).stream().map(line -> line.replace("@JAVA@", Java.executable())
                .replace("@HOME@", home.toString())
                .replace("@PORT@", Integer.toString(port)));
    }

    private static String message(Path file, Path home, int port) throws IOException {
        return Files.readString(file)
                .strip()
                .replace("@HOME@", URLEncoder.encode(home.toString(), StandardCharsets.UTF_8))
                .replace("@PORT@", Integer.toString(port));
    }

    /** Says what its control plane said, and hangs up, as one that is killed does. */
    void startService() throws Exception {
        Await.until("the host of " + deployment + " to listen", START, this::isListening, yes -> yes);
        try (SocketChannel channel = SocketChannel.open(socket())) {
            say(channel, "type=hello&token=" + Files.readString(directory.resolve("token")));
            say(channel, start);
            BufferedReader answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            String hello = String.valueOf(answers.readLine());
            String started = String.valueOf(answers.readLine());
            assertTrue(hello.startsWith("type=hello&"), hello);
            assertTrue(started.startsWith("type=started"), started);
        }
    }

    private boolean isListening() {
        assertTrue(process.isAlive(), () -> "The host of " + deployment + " has ended: see " + directory);
        try (SocketChannel channel = SocketChannel.open(socket())) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private UnixDomainSocketAddress socket() {
        return UnixDomainSocketAddress.of(directory.resolve("run/s"));
    }

    private static void say(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
