package dev.shuttle.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The Maven of the PATH in this JVM, started by its own launcher; one run at a time. */
final class MavenHere {
    private static final String ROOT = "maven.multiModuleProjectDirectory";

    private static final Object WORLD = world();

    private MavenHere() {}

    static synchronized MavenRun run(Path directory, List<String> arguments) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Properties properties = (Properties) System.getProperties().clone(); // it makes one of each -D
        System.setProperty(ROOT, directory.toString());
        try {
            Thread.currentThread().setContextClassLoader(realm()); // where the logger looks for its settings
            Class<?> type = realm().loadClass("org.apache.maven.cli.MavenCli");
            Object cli = type.getConstructor(WORLD.getClass()).newInstance(WORLD);
            Object exit = type.getMethod("doMain", String[].class, String.class, PrintStream.class, PrintStream.class)
                    .invoke(cli, arguments.toArray(String[]::new), directory.toString(), out, out);
            return new MavenRun(
                    (Integer) exit,
                    printed.toString(StandardCharsets.UTF_8).lines().toList());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            System.setProperties(properties);
        }
    }

    private static ClassLoader realm() throws ReflectiveOperationException {
        return (ClassLoader)
                WORLD.getClass().getMethod("getClassRealm", String.class).invoke(WORLD, "plexus.core");
    }

    /** As the script {@code mvn} has it made. */
    private static Object world() {
        try {
            Path home = home();
            System.setProperty("maven.home", home.toString());
            URLClassLoader boot =
                    new URLClassLoader(new URL[] {classworlds(home)}, ClassLoader.getPlatformClassLoader());
            Class<?> type = boot.loadClass("org.codehaus.plexus.classworlds.launcher.Launcher");
            Object launcher = type.getConstructor().newInstance();
            type.getMethod("setSystemClassLoader", ClassLoader.class).invoke(launcher, boot);
            try (InputStream configuration = Files.newInputStream(home.resolve("bin/m2.conf"))) {
                type.getMethod("configure", InputStream.class).invoke(launcher, configuration);
            }
            return type.getMethod("getWorld").invoke(launcher);
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("The Maven of the PATH cannot be loaded", e);
        }
    }

    private static Path home() throws IOException {
        Path script = Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, "mvn"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        return script.toRealPath().resolve("../..").normalize();
    }

    private static URL classworlds(Path home) throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("boot"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("plexus-classworlds"))
                    .findFirst()
                    .orElseThrow()
                    .toUri()
                    .toURL();
        }
    }
}
