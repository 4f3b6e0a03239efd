package dev.shuttle.runtime.host;

import dev.shuttle.runtime.service.HostLibraries;
import dev.shuttle.runtime.service.ServiceRegistry;
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
 *   <li>{@code hello(pid, version, ...)}, see {@link HostHello}, is the answer;
 *   <li>{@code start(deployment, ...)}, see {@link StartMessage}: answered by {@code started(deployment, socket)}, where
 *       {@code socket=true} says that the service is at the Unix socket too that the start named, or
 *       {@code failed(deployment, message)}, which can also come later, when {@code main} throws: the JVM then exits
 *       with 1;
 *   <li>{@code provisioned(deployment, ...)}, see {@link ResourceMessages}, comes before either if providers of the
 *       app's own ran;
 *   <li>{@code statements(...)}, see {@link StatementMessages}, tells what a service's database did, to a control
 *       plane whose hello said {@code statements=true};
 *   <li>{@code stop(deployment, millis)}: answered by {@code stopped(deployment)}; the JVM then exits, at the latest
 *       after that time.
 * </ul>
 *
 * The service's classes are on the class path of the JVM, behind ours. The system property {@code shuttle.libraries} is the class path of what the host needs for pools; without it there are
 * none. The JVM of a program that listens on its own ends as it would under the {@code java} command: with its last thread
 * that is no daemon.
 */
public final class HostMain {
    /** Of the messages. A control plane adopts hosts of this one and of version 2, which named no deployment. */
    public static final String VERSION = "3";

    static final HostLibraries LIBRARIES = HostLibraries.ofClassPath(System.getProperty("shuttle.libraries", ""));

    /** A control plane dials within a second; without one nothing would ever end this JVM. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private HostMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        Path path = args.length > 1 ? Path.of(args[1]) : directory.resolve("socket");
        String token = Files.readString(directory.resolve("token")).strip();
        ControlSocket socket = new ControlSocket(path, token);
        StatementSender statements = new StatementSender(socket::send);
        ServiceRegistry registry = ServiceRegistry.ofThisJvm(LIBRARIES, statements.tracing());
        HostedService service = new HostedService(registry, new ServiceEvents(socket::send));
        socket.listen(
                hello -> {
                    statements.obey(hello);
                    return new HostHello(VERSION, registry.statuses()).message();
                },
                command -> obey(service, command));
        while (!service.awaitStart(PATIENCE)) {
            exitUnlessConnected(socket);
        }
        service.awaitProgramReturned();
    }

    private static void obey(HostedService service, Message command) {
        try {
            switch (command.type()) {
                case "start" -> service.start(StartMessage.read(command));
                case "stop" -> service.stop(
                        command.get("deployment"), Duration.ofMillis(Long.parseLong(command.get("millis"))));
                default -> System.err.println("shuttle: unknown command " + command.type());
            }
        } catch (IOException | NumberFormatException e) {
            System.err.println("shuttle: " + e.getMessage());
        }
    }

    private static void exitUnlessConnected(ControlSocket socket) {
        if (!socket.isConnected()) {
            System.err.println("shuttle: no control plane connected within " + PATIENCE.toSeconds() + " s");
            System.exit(1);
        }
    }
}
