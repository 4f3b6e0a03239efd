package dev.shuttle.runtime.host;

import dev.shuttle.runtime.service.ServiceInstance;
import dev.shuttle.runtime.service.StatementTracing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The main of the JVM of {@code mvn shuttle:run}: {@code java -Dshuttle.events=FILE -Dshuttle.libraries=JARS RunMain}.
 * It runs one service at a time, and swaps it in place when told. Commands come on standard input, a {@link Message} a
 * line; what the service prints goes to standard output, so that answers are appended to the file, a message a line:
 *
 * <ul>
 *   <li>{@code start(...)}, see {@link StartMessage}: stops and unloads the service that runs, if any, then starts this
 *       one. Answered by {@code started(deployment, millis, stopMillis)}, of which {@code stopMillis} is for stopping the
 *       one before, {@code millis} for the whole; or by {@code failed(deployment, message)}, which can also come later,
 *       when {@code main} throws. {@code provisioned(deployment, ...)}, see {@link ResourceMessages}, comes before either
 *       if providers of the app's own ran;
 *   <li>{@code stop}, and the end of standard input: closes the service and exits with 0, within 10 s.
 * </ul>
 *
 * The service is on the class path of this JVM, as it is deployed, unless the property {@code shuttle.swaps} is true: then
 * each start loads it with a loader of its own, so that another one can take its place.
 *
 * <p>SIGINT and SIGTERM do the same as {@code stop}, but for the exit code. The property {@code shuttle.startTimeout}, an
 * ISO-8601 duration, bounds a start; it is a minute otherwise.
 */
public final class RunMain {
    /** Beyond closing, for shutdown hooks of the app. */
    private static final Duration HALT = Duration.ofSeconds(10);

    private RunMain() {}

    public static void main(String[] args) throws IOException {
        InputStream commands = System.in;
        System.setIn(InputStream.nullInputStream()); // the service must not read what is said to us
        EventFile events = new EventFile(Path.of(System.getProperty("shuttle.events")));
        SwappedService service = new SwappedService(
                Boolean.getBoolean("shuttle.swaps")
                        ? definition -> ServiceInstance.load(definition, HostMain.LIBRARIES)
                        : definition ->
                                ServiceInstance.ofThisJvm(definition, HostMain.LIBRARIES, new StatementTracing()),
                new ServiceEvents(events::append));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(service), "run-exit"));
        try {
            obey(new MessageReader(Channels.newChannel(commands), MessageLimits.OF_CONTROL_PLANE), service);
        } catch (IOException e) {
            System.err.println("shuttle: " + e.getMessage());
        } finally {
            System.exit(0); // and not merely the end of this thread: the service's own go on
        }
    }

    private static void obey(MessageReader reader, SwappedService service) throws IOException {
        Message next = reader.receive();
        while (next != null && !next.type().equals("stop")) {
            if (next.type().equals("start")) {
                service.swap(StartMessage.read(next));
            } else {
                System.err.println("shuttle: unknown command " + next.type());
            }
            next = reader.receive();
        }
    }

    private static void end(SwappedService service) {
        Halt.after(HALT, () -> {});
        service.close();
    }
}
