package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Apps of one module, compiled by this JVM, which has done so before, in a fraction of the time that a build takes. */
final class Compiled {
    private static final String CLASSES = "compiled";

    private static final List<String> BOUND_BY_DEFAULT = List.of(
            "resources:default-resources:default-testResources",
            "compiler:default-compile:default-testCompile",
            "surefire:default-test",
            "jar:default-jar");

    private Compiled() {}

    static App copyOf(App app) throws IOException {
        Path source = app.directory();
        App copy = App.copyOf(source, Files.createTempDirectory(source.getParent(), source.getFileName() + "-"));
        compile(copy.directory());
        return copy.replace(
                "pom.xml",
                "<build>\n    <plugins>",
                "<build>\n    <outputDirectory>" + CLASSES + "</outputDirectory>\n    <plugins>" + unbound());
    }

    private static void compile(Path app) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(app.resolve("src/main/java"))) {
            List<String> options = List.of(
                    "-g",
                    "-proc:none",
                    "--release",
                    "17",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    app.resolve(CLASSES).toString());
            List<Path> all = sources.filter(Files::isRegularFile).toList();
            boolean compiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjectsFromPaths(all))
                    .call();
            assertTrue(compiled, said::toString);
        }
        Path resources = app.resolve("src/main/resources");
        if (Files.isDirectory(resources)) {
            App.copyOf(resources, app.resolve(CLASSES));
        }
    }

    private static String unbound() {
        return BOUND_BY_DEFAULT.stream().map(Compiled::unbound).collect(Collectors.joining());
    }

    private static String unbound(String plugin) {
        String[] names = plugin.split(":", -1);
        return Stream.of(names)
                .skip(1)
                .map(name -> "<execution><id>" + name + "</id><phase>none</phase></execution>")
                .collect(Collectors.joining(
                        "",
                        "<plugin><artifactId>maven-" + names[0] + "-plugin</artifactId><executions>",
                        "</executions></plugin>"));
    }
}
