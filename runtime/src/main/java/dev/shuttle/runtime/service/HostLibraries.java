package dev.shuttle.runtime.service;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host's own libraries, pool and JDBC driver, in a class loader of their own that no service sees. One instance a
 * JVM; its classes are loaded on first use. Thread-safe.
 */
public final class HostLibraries {
    private final List<Path> jars;
    private @Nullable ClassLoader loader;

    private HostLibraries(List<Path> jars) {
        this.jars = List.copyOf(jars);
    }

    /**
     * Libraries from jars.
     *
     * @param jars HikariCP, the PostgreSQL driver, and what they need; empty: no pool can be made
     * @return the libraries
     */
    public static HostLibraries of(List<Path> jars) {
        return new HostLibraries(jars);
    }

    /**
     * Libraries from a class path, as on a command line.
     *
     * @param classPath jars with the platform's separator between them; may be empty
     * @return the libraries
     */
    public static HostLibraries ofClassPath(String classPath) {
        return of(Pattern.compile(Pattern.quote(System.getProperty("path.separator")))
                .splitAsStream(classPath)
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .toList());
    }

    List<Path> jars() {
        return jars;
    }

    /** Their class loader, the same each time. */
    synchronized ClassLoader loader() {
        ClassLoader known = loader;
        if (known == null) {
            known = new Loader(ServiceClassLoader.urls(jars));
            loader = known;
        }
        return known;
    }

    private static final class Loader extends URLClassLoader {
        static {
            registerAsParallelCapable();
        }

        /** A pool's every state at level info would fill the service's log. */
        private static final String LOGGING =
                "org.slf4j.simpleLogger.defaultLogLevel=warn\norg.slf4j.simpleLogger.logFile=System.err\n";

        Loader(URL[] jars) {
            super("shuttle-libraries", jars, ClassLoader.getPlatformClassLoader());
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return name.equals("simplelogger.properties")
                    ? new ByteArrayInputStream(LOGGING.getBytes(StandardCharsets.ISO_8859_1))
                    : super.getResourceAsStream(name);
        }
    }
}
