package dev.shuttle.runtime;

import dev.shuttle.Service;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Sources, compiled into a directory of a test. */
public record CompiledApp(Path classes) {

    /** Compiles classes, each given whole; its file's name is taken from its {@code package} and first type. */
    public static CompiledApp of(Path directory, String... sources) throws IOException {
        return of(directory, List.of("-g"), sources); // as Maven compiles
    }

    public static CompiledApp of(Path directory, List<String> options, String... sources) throws IOException {
        Path root = Files.createTempDirectory(directory, "sources");
        Path classes = Files.createTempDirectory(directory, "classes");
        List<Path> files = new ArrayList<>();
        for (String source : sources) {
            String name = source.replaceAll("(?s).*?\\b(?:class|interface|enum|record) (\\w+).*", "$1");
            Path file = Files.createDirectories(root.resolve(Integer.toString(files.size())))
                    .resolve(name + ".java");
            files.add(Files.writeString(file, source));
        }
        List<String> all = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-cp", api().toString()));
        all.addAll(options);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            Iterable<? extends javax.tools.JavaFileObject> units =
                    manager.getJavaFileObjects(files.toArray(new Path[0]));
            if (!compiler.getTask(null, manager, null, all, null, units).call()) {
                throw new IOException("does not compile: " + Arrays.toString(sources));
            }
        }
        return new CompiledApp(classes);
    }

    /** Where the annotations are. */
    public static Path api() {
        try {
            return Path.of(Service.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<Path> classPath() {
        return List.of(classes, api());
    }
}
