package dev.shuttle.runtime.host;

import dev.shuttle.runtime.service.HostLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The main of a host JVM: {@code HostMain DIRECTORY [SOCKET]}. It listens on a Unix domain socket, by default
 * {@code DIRECTORY/socket}, for a control plane that knows the token in {@code DIRECTORY/token}; is told by it what to
 * start; and outlives it, so that the next control plane can take over. Messages, after the control plane's
 * {@code hello(token)}:
 *
 * <ul>
 *   <li>{@code hello(pid, deployment, state, port, version)} is the answer;
 *   <li>{@code start(...)}, see {@link StartMessage}: answered by {@code started}, or {@code failed(message)}, which
 *       can also come later, when {@code main} throws: the JVM then exits with 1;
 *   <li>{@code provisioned(...)}, see {@link ResourceMessages}, comes before either if providers of the app's own ran;
 *   <li>{@code stop(millis)}: answered by {@code stopped}; the JVM then exits, at the latest after that time.
 * </ul>
 *
 * The system property {@code shuttle.libraries} is the class path of what the host needs for pools; without it there are
 * none. The JVM of a program that listens on its own ends as it would under the {@code java} command: with its last thread
 * that is no daemon.
 */
public final class HostMain {
    /** Of the messages. A control plane ends hosts that speak another. */
    public static final String VERSION = "2";

    static final HostLibraries LIBRARIES = HostLibraries.ofClassPath(System.getProperty("shuttle.libraries", ""));

    /** A control plane dials within a second; without one nobody would ever end this JVM. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private HostMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        Path path = args.length > 1 ? Path.of(args[1]) : directory.resolve("socket");
        String token = Files.readString(directory.resolve("token")).strip();
        ControlSocket[] socket = new ControlSocket[1];
        HostedService service = new HostedService(LIBRARIES, event -> socket[0].send(event));
        socket[0] = new ControlSocket(path, token, hello -> describe(service), command -> obey(service, command));
        socket[0].listen();
        awaitFirstStart(service, socket[0]);
        service.awaitProgramReturned();
    }

    private static Message describe(HostedService service) {
        return Message.of("hello")
                .with("pid", ProcessHandle.current().pid())
                .with("deployment", System.getProperty("shuttle.deployment", ""))
                .with("state", service.state())
                .with("port", service.port())
                .with("version", VERSION);
    }

    private static void obey(HostedService service, Message command) {
        try {
            switch (command.type()) {
                case "start" -> service.start(StartMessage.read(command));
                case "stop" -> service.stop(Duration.ofMillis(Long.parseLong(command.get("millis"))));
                default -> System.err.println("shuttle: unknown command " + command.type());
            }
        } catch (IOException | NumberFormatException e) {
            System.err.println("shuttle: " + e.getMessage());
        }
    }

    private static void awaitFirstStart(HostedService service, ControlSocket socket) throws InterruptedException {
        long alone = System.nanoTime();
        while (service.state() == HostState.NEW) {
            if (socket.isConnected()) {
                alone = System.nanoTime();
            } else if (System.nanoTime() - alone > PATIENCE.toNanos()) {
                System.err.println("shuttle: no control plane has come within " + PATIENCE.toSeconds() + " s");
                System.exit(1);
            }
            Thread.sleep(100);
        }
    }
}
