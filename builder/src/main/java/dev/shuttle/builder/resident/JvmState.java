package dev.shuttle.builder.resident;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.BooleanSupplier;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * The state of this JVM that all code in it shares, as it was before the first build. What a build has changed is changed
 * back; what cannot be is found, and named.
 */
final class JvmState {

    /** Threads of an executor that was shut down need some moments; they are asked for only if there are any. */
    private static final long PATIENCE_NANOS = 200_000_000L;

    private static final long LOOK_MILLIS = 5;

    /** First: it sets a property when it is first asked for. */
    private final TimeZone zone = TimeZone.getDefault();

    private final Properties properties = copy(System.getProperties());
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final InputStream in = System.in;
    private final Locale locale = Locale.getDefault();
    private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
    private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
    private final List<Provider> providers = List.of(Security.getProviders());
    private final Thread.@Nullable UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    private final @Nullable Authenticator authenticator = Authenticator.getDefault();
    private final @Nullable CookieHandler cookies = CookieHandler.getDefault();
    private final @Nullable ProxySelector proxies = ProxySelector.getDefault();
    private final Set<Thread> threads = threads();
    private final Set<Object> hooks = hooks();

    private final Map<Path, Set<Path>> temporary = new HashMap<>();

    private JvmState() {}

    /** Of a JVM that has those folders to itself. */
    static JvmState now(String... temporaryFolders) throws IOException {
        JvmState state = new JvmState();
        for (String folder : temporaryFolders) {
            if (!folder.isEmpty()) {
                state.temporary.put(Path.of(folder), filesIn(Path.of(folder)));
            }
        }
        return state;
    }

    private static Set<Path> filesIn(Path folder) throws IOException {
        Set<Path> files = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(files::add);
        }
        return files;
    }

    private static Properties copy(Properties properties) {
        return (Properties) properties.clone();
    }

    /** Changes back what a build has changed; returns what is still different. */
    Optional<String> restore() {
        System.out.flush();
        System.err.flush();
        System.setOut(out);
        System.setErr(err);
        System.setIn(in);
        System.setProperties(copy(properties));
        Locale.setDefault(locale);
        Locale.setDefault(Locale.Category.DISPLAY, display);
        Locale.setDefault(Locale.Category.FORMAT, format);
        TimeZone.setDefault(zone);
        Thread.setDefaultUncaughtExceptionHandler(handler);
        Authenticator.setDefault(authenticator);
        CookieHandler.setDefault(cookies);
        ProxySelector.setDefault(proxies);
        try {
            LogManager.getLogManager().readConfiguration();
        } catch (IOException e) {
            return Optional.of("the logging of the JVM cannot be set back: " + e);
        }
        for (Provider provider : Security.getProviders()) {
            if (!providers.contains(provider)) {
                Security.removeProvider(provider.getName());
            }
        }
        return providers.equals(List.of(Security.getProviders()))
                ? Optional.empty()
                : Optional.of("the build changed the security providers of its JVM");
    }

    /** Finds what goes on in this JVM after a build, and cannot be taken back. */
    Optional<String> leftBehind() {
        Set<Object> added = hooks();
        added.removeAll(hooks);
        // Of its logging, say: a subclass of Thread that is the JDK's.
        added.removeIf(
                hook -> hook.getClass() != Thread.class && hook.getClass().getClassLoader() == null);
        if (!added.isEmpty()) {
            return Optional.of("the build left a shutdown hook: "
                    + added.iterator().next().getClass().getName());
        }
        await(() -> strange().isEmpty() && ForkJoinPool.commonPool().isQuiescent());
        Set<Thread> strange = strange();
        if (!strange.isEmpty()) {
            return Optional.of("the build left a thread running: "
                    + strange.iterator().next().getName());
        }
        if (!ForkJoinPool.commonPool().isQuiescent()) {
            return Optional.of("the build left work in the JVM's common pool");
        }
        if (ProcessHandle.current().children().findAny().isPresent()) {
            return Optional.of("the build left a process running");
        }
        return temporaryFile().or(JvmState::openFile);
    }

    private Optional<String> temporaryFile() {
        try {
            for (Map.Entry<Path, Set<Path>> folder : temporary.entrySet()) {
                Set<Path> files = filesIn(folder.getKey());
                files.removeAll(folder.getValue());
                if (!files.isEmpty()) {
                    return Optional.of(
                            "the build left the file " + files.iterator().next());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("its temporary folders cannot be listed");
        }
    }

    /** Of the sources: class loaders that are no longer used are closed by the collector. */
    private static Optional<String> openFile() {
        Path workspace = Path.of("").toAbsolutePath();
        Optional<Path> open = openBelow(workspace);
        if (open.isPresent()) {
            System.gc();
            await(() -> openBelow(workspace).isEmpty());
            open = openBelow(workspace);
        }
        return open.map(file -> "the build left a file open: " + workspace.relativize(file));
    }

    private static Optional<Path> openBelow(Path workspace) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                Path file = target(descriptor);
                if (file != null && file.startsWith(workspace)) {
                    return Optional.of(file);
                }
            }
        } catch (IOException e) {
            return Optional.of(workspace.resolve("(unknown)"));
        }
        return Optional.empty();
    }

    private static @Nullable Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return null; // of the listing itself
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that are not the JDK's own. */
    private Set<Thread> strange() {
        Set<Thread> strange = threads();
        strange.removeAll(threads);
        strange.removeIf(thread -> isOfTheJdk(thread) || !thread.isAlive());
        return strange;
    }

    private static boolean isOfTheJdk(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null
                || group.getName().equals("system")
                || group.getName().equals("InnocuousThreadGroup")
                || (thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool());
    }

    private static Set<Thread> threads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = root.getParent(); parent != null; parent = root.getParent()) {
            root = parent;
        }
        Thread[] all = new Thread[2 * root.activeCount() + 16];
        int count = root.enumerate(all);
        return new HashSet<>(Arrays.asList(all).subList(0, count));
    }

    /** The JDK has no call for it; without this a build's hook would run when all builds are over. */
    private static Set<Object> hooks() {
        try {
            Field field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
            field.setAccessible(true);
            Set<Object> hooks = Collections.newSetFromMap(new IdentityHashMap<>());
            if (field.get(null) instanceof Map<?, ?> map) {
                hooks.addAll(map.keySet());
            }
            return hooks;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The shutdown hooks of this JVM cannot be listed", e);
        }
    }
}
