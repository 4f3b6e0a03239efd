package dev.shuttle.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The user's Maven: the real one of the PATH, which finds plugin and annotations where a second machine would, in the
 * control plane's own repository. It runs in this JVM, where each run after the first is warm, unless the test is about
 * what surrounds it.
 */
final class Maven {
    /** More than any goal takes here, with downloads on a slow line. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ControlPlane server;
    private final Map<String, String> environment;

    private Maven(ControlPlane server, Map<String, String> environment) {
        this.server = server;
        this.environment = environment;
    }

    static Maven of(ControlPlane server) {
        return withKey(server, server.key());
    }

    static Maven withKey(ControlPlane server, String key) {
        return new Maven(server, Map.of("SHUTTLE_API", server.api().toString(), "SHUTTLE_API_KEY", key));
    }

    /** Has no key but one that {@code login} stores in that folder. */
    static Maven loggedInBy(ControlPlane server, Path folder) {
        return new Maven(server, Map.of("SHUTTLE_API", server.api().toString(), "XDG_CONFIG_HOME", folder.toString()));
    }

    /** Runs Maven there to its end. */
    MavenRun run(Path directory, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(arguments());
        environment.forEach((name, value) -> all.add("-D" + property(name) + "=" + value));
        all.addAll(List.of(arguments));
        return MavenHere.run(directory, all);
    }

    /** As a user's property of the same meaning. */
    private static String property(String variable) {
        return switch (variable) {
            case "SHUTTLE_API" -> "shuttle.api";
            case "SHUTTLE_API_KEY" -> "shuttle.apiKey";
            default -> throw new IllegalArgumentException(variable + " can be given to a process only");
        };
    }

    /** Runs {@code mvn} there, in a process of its own, to its end. */
    MavenRun forked(Path directory, String... arguments) throws Exception {
        return toEnd(command(directory, arguments).redirectErrorStream(true).start());
    }

    MavenRun forked(App app, String... arguments) throws Exception {
        return forked(app.directory(), arguments);
    }

    /** Runs {@code mvn} there to its end and takes only what it prints on standard output. */
    MavenRun standardOutputOf(App app, String... arguments) throws Exception {
        return toEnd(command(app.directory(), arguments)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static MavenRun toEnd(Process process) throws InterruptedException {
        Output output = new Output("mvn", process.getInputStream());
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("mvn did not end within " + LIMIT + ":\n" + String.join("\n", output.toEnd()));
        }
        return new MavenRun(process.exitValue(), output.toEnd());
    }

    MavenRun run(App app, String... arguments) throws Exception {
        return run(app.directory(), arguments);
    }

    /**
     * Starts {@code mvn} there as a terminal does: with a process group of its own, to which Ctrl-C goes, and which does
     * not ignore it, as what is started in the background may.
     */
    RunningMaven start(App app, String... arguments) throws IOException {
        ProcessBuilder builder = command(app.directory(), arguments);
        builder.command().addAll(0, List.of("setsid", "env", "--default-signal=INT"));
        return new RunningMaven(builder.redirectErrorStream(true).start());
    }

    /** Runs lines of a shell there, in which {@code mvn} is this one, and which stops at the first that fails. */
    MavenRun shell(App app, String lines) throws Exception {
        try (Scratch bin = new Scratch()) {
            Path script = bin.folder().resolve("mvn");
            Files.writeString(
                    script, "#!/bin/sh\nPATH=${PATH#*:} exec mvn " + String.join(" ", arguments()) + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            ProcessBuilder builder = command(app.directory());
            builder.command(List.of("bash", "-e", "-o", "pipefail", "-c", lines));
            builder.environment().put("PATH", bin.folder() + ":" + System.getenv("PATH"));
            return toEnd(builder.redirectErrorStream(true).start());
        }
    }

    /** The goal by its full name, for folders that know of no prefix. */
    static String goal(String name) {
        return "dev.shuttle:shuttle-maven-plugin:" + Java.version() + ":" + name;
    }

    private ProcessBuilder command(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("mvn"));
        command.addAll(arguments());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SHUTTLE_"));
        builder.environment().put("JAVA_HOME", Java.home());
        // It lives for seconds: what C2 would compile is never used, and the tests have two cores.
        builder.environment().putIfAbsent("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        builder.environment().putAll(environment);
        return builder;
    }

    private List<String> arguments() throws IOException {
        return List.of("-B", "-ntp", "-gs", settings().toString(), "-Dmaven.repo.local=" + Downloads.client());
    }

    private Path settings() throws IOException {
        Path file = server.home().resolveSibling(server.home().getFileName() + "-settings.xml");
        file.toFile().deleteOnExit();
        String repository = "<id>shuttle</id><url>" + server.api() + "/maven</url>";
        Files.writeString(
                file,
                """
                <settings>
                  <profiles><profile><id>shuttle</id>
                    <repositories><repository>%1$s</repository></repositories>
                    <pluginRepositories><pluginRepository>%1$s</pluginRepository></pluginRepositories>
                  </profile></profiles>
                  <activeProfiles><activeProfile>shuttle</activeProfile></activeProfiles>
                </settings>
                """
                        .formatted(repository));
        return file;
    }
}
