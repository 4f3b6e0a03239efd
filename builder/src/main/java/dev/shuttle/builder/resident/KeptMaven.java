package dev.shuttle.builder.resident;

import dev.shuttle.builder.LastResult;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.cli.CLIReportingUtils;
import org.apache.maven.cli.CliRequest;
import org.apache.maven.cli.MavenCli;
import org.apache.maven.eventspy.internal.EventSpyDispatcher;
import org.apache.maven.plugin.ExtensionRealmCache;
import org.apache.maven.plugin.PluginArtifactsCache;
import org.apache.maven.plugin.PluginRealmCache;
import org.apache.maven.project.artifact.ProjectArtifactsCache;
import org.apache.maven.shared.utils.logging.MessageUtils;
import org.codehaus.plexus.DefaultPlexusContainer;
import org.codehaus.plexus.classworlds.ClassWorld;
import org.codehaus.plexus.component.repository.exception.ComponentLookupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Maven's own command line with a container that is made for the first build and used for all of them. {@link MavenCli}
 * makes one for each call and cannot be told otherwise, so that its steps are called here one by one: those of the one
 * Maven that the server carries.
 */
final class KeptMaven {

    private static final List<String> BEFORE = List.of(
            "initialize", "cli", "properties", "setupGuiceClassLoading", "logging", "informativeCommands", "version");
    private static final List<String> AFTER =
            List.of("commands", "configure", "toolchains", "populateRequest", "encryption");

    private final ClassWorld world;
    private final MavenCli cli;
    private @Nullable DefaultPlexusContainer container;

    KeptMaven(ClassWorld world) {
        this.world = world;
        this.cli = new MavenCli(world);
    }

    /** Runs one build; returns what {@code mvn} would exit with. */
    int run(String[] arguments) {
        LastResult.clear();
        MessageUtils.systemInstall();
        try {
            return call(arguments);
        } catch (ReflectiveOperationException | RuntimeException | ComponentLookupException e) {
            LoggerFactory.getLogger(MavenCli.class).error("Error executing Maven.", e);
            return 1;
        } finally {
            MessageUtils.systemUninstall();
        }
    }

    private int call(String[] arguments) throws ReflectiveOperationException, ComponentLookupException {
        Constructor<CliRequest> constructor = CliRequest.class.getDeclaredConstructor(String[].class, ClassWorld.class);
        constructor.setAccessible(true);
        CliRequest request = constructor.newInstance(arguments, world);
        try {
            for (String step : BEFORE) {
                step(step, request);
            }
            if (container == null) {
                container = (DefaultPlexusContainer) step("container", request);
            } else {
                begin(request, container);
            }
            for (String step : AFTER) {
                step(step, request);
            }
            return step("execute", request) instanceof Integer exit ? exit : 1;
        } catch (InvocationTargetException e) {
            return exit(e.getCause(), request);
        }
    }

    /** Does what is left of the step that makes the container. */
    private static void begin(CliRequest request, DefaultPlexusContainer container) throws ComponentLookupException {
        Thread.currentThread().setContextClassLoader(container.getContainerRealm());
        container.getLoggerManager().setThresholds(request.getRequest().getLoggingLevel());
        Map<String, Object> data = new HashMap<>();
        data.put("plexus", container);
        data.put("workingDirectory", request.getWorkingDirectory());
        data.put("systemProperties", request.getSystemProperties());
        data.put("userProperties", request.getUserProperties());
        data.put("versionProperties", versions());
        container.lookup(EventSpyDispatcher.class).init(() -> data);
    }

    private static Properties versions() {
        try {
            Method method = CLIReportingUtils.class.getDeclaredMethod("getBuildProperties");
            method.setAccessible(true);
            return (Properties) method.invoke(null);
        } catch (ReflectiveOperationException e) {
            return new Properties();
        }
    }

    private int exit(@Nullable Throwable thrown, CliRequest request) throws ReflectiveOperationException {
        if (thrown instanceof Error error) {
            throw error;
        }
        String name = String.valueOf(thrown).split(":", 2)[0];
        if (thrown != null && thrown.getClass().getSimpleName().equals("ExitException")) {
            Field code = thrown.getClass().getDeclaredField("exitCode");
            code.setAccessible(true);
            return code.getInt(thrown);
        }
        if (!name.endsWith("UnrecognizedOptionException")) {
            CLIReportingUtils.showError(
                    LoggerFactory.getLogger(MavenCli.class), "Error executing Maven.", thrown, request.isShowErrors());
        }
        return 1;
    }

    private @Nullable Object step(String name, CliRequest request) throws ReflectiveOperationException {
        for (Method method : MavenCli.class.getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                List<Class<?>> takes = List.of(method.getParameterTypes());
                if (takes.isEmpty() || takes.equals(List.of(CliRequest.class))) {
                    method.setAccessible(true);
                    return takes.isEmpty() ? method.invoke(cli) : method.invoke(cli, request);
                }
            }
        }
        throw new NoSuchMethodException("MavenCli." + name);
    }

    /**
     * Forgets what Maven keeps of the projects. Says why the plugins' class loaders cannot be kept, if they cannot: they
     * hold what the next build may make again under the same name.
     */
    Optional<String> unfit() {
        DefaultPlexusContainer maven = container;
        if (maven == null) {
            return Optional.of("Maven did not start");
        }
        try {
            maven.lookup(ProjectArtifactsCache.class).flush();
            maven.lookup(PluginArtifactsCache.class).flush();
            List<Artifact> loaded = new ArrayList<>();
            for (Object record : records(maven.lookup(PluginRealmCache.class))) {
                loaded.addAll(((PluginRealmCache.CacheRecord) record).getArtifacts());
            }
            for (Object record : records(maven.lookup(ExtensionRealmCache.class))) {
                loaded.addAll(((ExtensionRealmCache.CacheRecord) record).getArtifacts());
            }
            return loaded.stream()
                    .filter(KeptMaven::changes)
                    .findFirst()
                    .map(artifact -> "it uses " + artifact.getId() + ", which may change, in a plugin");
        } catch (ReflectiveOperationException | ComponentLookupException e) {
            return Optional.of("its caches cannot be read: " + e);
        }
    }

    private static Collection<?> records(Object cache) throws ReflectiveOperationException {
        Field field = cache.getClass().getDeclaredField("cache");
        field.setAccessible(true);
        return ((Map<?, ?>) field.get(cache)).values();
    }

    /** A snapshot, or of the sources that are built: those lie in the working directory. */
    private static boolean changes(Artifact artifact) {
        File file = artifact.getFile();
        return artifact.isSnapshot()
                || file == null
                || file.toPath()
                        .toAbsolutePath()
                        .startsWith(new File("").toPath().toAbsolutePath());
    }
}
