package dev.shuttle.controlplane.host;

import dev.shuttle.Service;
import dev.shuttle.controlplane.procfile.CommandWords;
import dev.shuttle.runtime.host.HostMain;
import dev.shuttle.runtime.plan.Analysis;
import dev.shuttle.runtime.plan.ModuleClasses;
import dev.shuttle.runtime.plan.PlanException;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** An app of one class {@code app.App}, compiled for a test. */
public record FixtureApp(Path classes, ServicePlan plan) {

    /** Compiles the body of a class that has the annotation and the usual imports. */
    public static FixtureApp of(Path directory, String body) throws IOException, PlanException {
        return compile(directory, "@dev.shuttle.ShuttleService(name = \"hello\")", body);
    }

    public static FixtureApp plain(Path directory, String body) throws IOException, PlanException {
        return compile(directory, "", body);
    }

    public List<Path> classPath() {
        return List.of(classes, place(Service.class));
    }

    public ReleaseFiles files() {
        return new ReleaseFiles(
                classPath().stream()
                        .map(path -> new ReleaseFiles.Entry(path, String.valueOf(path.getFileName())))
                        .toList(),
                null,
                List.of(),
                CommandWords.NONE,
                null);
    }

    /** The class path of a host's main. */
    public static List<Path> runtime() {
        return List.of(place(HostMain.class), place(Service.class));
    }

    private static FixtureApp compile(Path directory, String annotation, String body)
            throws IOException, PlanException {
        Path sources = Files.createTempDirectory(directory, "sources");
        Path classes = Files.createTempDirectory(directory, "classes");
        Path source = sources.resolve("App.java");
        Files.writeString(
                source,
                """
                package app;
                import com.sun.net.httpserver.*;
                import dev.shuttle.*;
                import java.net.*;
                import java.util.*;
                %s
                public class App {
                %s
                }
                """
                        .formatted(annotation, body));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<String> options = List.of(
                    "-d",
                    classes.toString(),
                    "-proc:none",
                    "-cp",
                    place(Service.class).toString());
            if (!compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(source))
                    .call()) {
                throw new IOException("the fixture does not compile");
            }
        }
        ServicePlan plan = Analysis.of(List.of(new ModuleClasses("hello", classes, List.of(place(Service.class)))));
        return new FixtureApp(classes, plan);
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sources of handlers that answer with a text. */
    public static String handler(String text) {
        return """
                static HttpHandler answer() {
                    return exchange -> {
                        byte[] body = "%s".getBytes();
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    };
                }
                """
                .formatted(text);
    }

    public static String lines(String... lines) {
        return List.of(lines).stream().collect(Collectors.joining("\n"));
    }
}
