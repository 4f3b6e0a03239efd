package dev.shuttle.plugin.local;

import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.runtime.health.NeverReadyException;
import dev.shuttle.runtime.health.Readiness;
import dev.shuttle.runtime.host.Message;
import dev.shuttle.runtime.host.ResourceMessages;
import dev.shuttle.runtime.host.StartMessage;
import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ResourceVariables;
import dev.shuttle.runtime.service.ServiceDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * A service on this machine, with its resources. Started and restarted by one thread; closed by any, which leaves no
 * process behind.
 */
public final class LocalRun implements AutoCloseable {

    /** As long as a control plane waits; here somebody may sit in a debugger, so that it is only said. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long POLL_MILLIS = 5;

    private final LocalSettings settings;
    private final LocalFolder folder;
    private final LocalResources resources;
    private final Log log;
    private volatile boolean closing;
    private @Nullable AppProcess process;
    private boolean hasLibraries;
    private Map<String, String> environment = Map.of();
    private boolean closed;
    private int starts;

    /**
     * Starts nothing yet.
     *
     * @param settings how
     * @param folder where the data is; closed with this
     * @param log for what the developer should know
     * @throws LocalRunException when what an earlier run has left cannot be understood
     * @throws IOException when it cannot be read
     */
    public LocalRun(LocalSettings settings, LocalFolder folder, Log log) throws LocalRunException, IOException {
        this.settings = settings;
        this.folder = folder;
        this.log = log;
        this.resources = new LocalResources(folder, settings.postgres(), settings.redis());
    }

    /**
     * Makes what the code asks for, and starts it in place of what runs. Returns when it answers, or when this is
     * closed.
     *
     * @param code what to run
     * @throws LocalRunException when it lacks a secret, or did not start; the message is for the developer
     * @throws ProvisioningException when a resource cannot be made
     * @throws IOException when a file cannot be read or written, or binaries cannot be had
     * @throws InterruptedException when interrupted
     */
    public void start(LocalCode code)
            throws LocalRunException, ProvisioningException, IOException, InterruptedException {
        List<ResourceRequest> requests = code.plan().resourcesWith(settings.attached());
        DevSecrets secrets = DevSecrets.read(settings.root(), code.module());
        secrets.require(requests);
        List<ResourceOutput> outputs = resources.provide(settings.project(), requests, secrets);
        Map<String, String> variables = new DevEnvironment(settings.root(), code.module(), System.getenv())
                .with(ResourceVariables.of(code.plan(), outputs, settings.attached()));
        AppProcess app = process(code, variables);
        if (app == null) {
            return;
        }
        starts++;
        app.send(StartMessage.of(definition(code, outputs)));
        awaitAnswer(app, code);
    }

    /**
     * Waits for the end of the service's JVM, for a while.
     *
     * @param patience how long
     * @return its exit code; null if it goes on
     * @throws LocalRunException when the service has failed; the message is for the developer
     * @throws IOException when what it tells cannot be read
     * @throws InterruptedException when interrupted
     */
    public @Nullable Integer await(Duration patience) throws LocalRunException, IOException, InterruptedException {
        AppProcess app = current();
        if (app == null) {
            return closing ? 0 : null;
        }
        boolean ended = app.hasEnded(patience);
        hear(app);
        return ended ? (Integer) (closing ? 0 : app.exitCode()) : null;
    }

    /**
     * Whether it is being closed.
     *
     * @return true from the beginning of {@link #close} on
     */
    public boolean isClosing() {
        return closing;
    }

    /** Stops the service, then the servers. Returns when no process is left; concurrent callers wait too. */
    @Override
    public void close() throws IOException {
        closing = true;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            try (folder;
                    resources) {
                if (process != null) {
                    process.close();
                }
            }
        }
    }

    private synchronized @Nullable AppProcess current() {
        return process;
    }

    /**
     * The JVM that is there, or a new one: where there is none, or one without what a database needs or with other
     * variables, and for a program, which cannot be asked to end.
     */
    private synchronized @Nullable AppProcess process(LocalCode code, Map<String, String> variables)
            throws IOException {
        if (closing) {
            return null;
        }
        boolean onItsOwn = code.plan().entryPoint().returns() == Returns.NOTHING;
        List<Path> libraries = usesDatabase(code) ? settings.libraries().jars() : List.of();
        boolean lacksLibraries = !libraries.isEmpty() && !hasLibraries;
        boolean another = onItsOwn || lacksLibraries || !variables.equals(environment);
        if (process != null && (another || !process.isAlive())) {
            process.close();
            process = null;
        }
        if (process == null) {
            process = new AppProcess(command(code, libraries, variables));
            environment = variables;
            hasLibraries = !libraries.isEmpty();
        }
        return process;
    }

    /** Only a parameter is handed a pool: a program brings its own. */
    private static boolean usesDatabase(LocalCode code) {
        return code.plan().entryPoint().parameters().stream()
                .map(EntryPoint.Parameter::resource)
                .anyMatch(each -> each != null && each.type().equals(ResourceRequest.POSTGRES));
    }

    private AppCommand command(LocalCode code, List<Path> libraries, Map<String, String> variables) throws IOException {
        Path run = Files.createDirectories(folder.of("run"));
        return new AppCommand(
                settings.runtime(),
                code.classPath(),
                libraries,
                code.module(),
                run.resolve("events"),
                settings.port(),
                settings.swaps(),
                variables);
    }

    private ServiceDefinition definition(LocalCode code, List<ResourceOutput> outputs) {
        return new ServiceDefinition(
                settings.project(),
                "local-" + starts,
                url(),
                "local",
                address(),
                code.classPath(),
                code.plan().entryPoint(),
                code.arguments(),
                outputs);
    }

    private URI url() {
        return URI.create("http://localhost:" + settings.port());
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port());
    }

    private void awaitAnswer(AppProcess app, LocalCode code)
            throws LocalRunException, IOException, InterruptedException {
        long began = System.nanoTime();
        boolean warned = false;
        boolean started = false;
        Readiness readiness = new Readiness(address(), code.plan().health(), url(), log::warn);
        while (!closing) {
            boolean ended = !app.isAlive();
            started |= hear(app);
            if (ended) {
                throw new LocalRunException("The service ended before it answered, with exit code " + app.exitCode()
                        + ": see what it printed.");
            }
            if (started && isReady(readiness)) {
                return;
            }
            if (!warned && System.nanoTime() - began > PATIENCE.toNanos()) {
                warned = true;
                log.warn("The service has not answered on port " + settings.port() + " for " + PATIENCE.toSeconds()
                        + " s. It must listen on the port that it is given; still waiting.");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isReady(Readiness readiness) throws LocalRunException {
        try {
            return readiness.isReady();
        } catch (NeverReadyException e) {
            throw new LocalRunException(String.valueOf(e.getMessage()));
        }
    }

    /** Whether it has told that it has started. */
    private boolean hear(AppProcess app) throws LocalRunException, IOException {
        boolean started = false;
        for (Message message = app.poll(); message != null; message = app.poll()) {
            boolean current = message.get("deployment").equals("local-" + starts);
            switch (current || message.type().equals("provisioned") ? message.type() : "late") {
                case "started" -> started = true;
                case "provisioned" -> ResourceMessages.read(message)
                        .forEach(each -> resources.keep(settings.project(), each));
                case "failed" -> throw new LocalRunException(message.get("message"));
                default -> log.debug("The service's JVM says " + message.type());
            }
        }
        return started;
    }
}
