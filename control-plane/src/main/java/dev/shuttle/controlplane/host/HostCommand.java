package dev.shuttle.controlplane.host;

import dev.shuttle.runtime.host.HostMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line and environment of a host JVM.
 *
 * @param home the control plane's; on the command line, so that a host is known for one of this home
 * @param java the executable
 * @param runtime the class path of the host's main
 * @param libraries the host's own, which its service does not see
 */
record HostCommand(Path home, Path java, List<Path> runtime, List<Path> libraries) {
    /** Enough for a Spring Boot app; without it every JVM reckons with a quarter of the machine. */
    private static final String MAX_HEAP = "-Xmx512m";

    /** Where a program that listens on its own is told to: nobody outside reaches a service but through the proxy. */
    private static final String LOOPBACK = "127.0.0.1";

    HostCommand {
        runtime = List.copyOf(runtime);
        libraries = List.copyOf(libraries);
    }

    /** What marks a host's command line, so that a number of a process that is taken anew is no host. */
    static List<String> marks(Path home, String deployment) {
        return List.of("-Dshuttle.role=host", "-Dshuttle.home=" + home, "-Dshuttle.deployment=" + deployment);
    }

    ProcessBuilder builder(HostDirectory directory, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(directory, port));
        builder.directory(directory.home().toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        // Files, and appended to: they outlive the control plane, which truncates them when it has read them.
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.output("out").toFile()));
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(directory.output("err").toFile()));
        Map<String, String> environment = builder.environment();
        Map<String, String> ours = Map.copyOf(environment);
        environment.clear();
        environment.putAll(environment(ours, directory, port));
        return builder;
    }

    private List<String> command(HostDirectory directory, int port) throws IOException {
        List<String> command = new ArrayList<>();
        // A session of its own: Ctrl-C in the control plane's terminal must not reach the services.
        onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.add(java.toString());
        command.addAll(marks(home, directory.deployment()));
        command.addAll(List.of(
                MAX_HEAP,
                "-XX:+UseSerialGC", // the smallest; a service with a heap of 512 MB needs no other
                "-XX:+ExitOnOutOfMemoryError", // half a service is worse than one that is started anew
                "-XX:-UsePerfData", // no file in the machine's temporary directory
                "-Xshare:auto",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Djava.io.tmpdir=" + directory.temporary(),
                "-Duser.home=" + directory.home(),
                "-Dserver.port=" + port,
                "-Dserver.address=" + LOOPBACK,
                "-Dshuttle.libraries=" + joined(libraries),
                "-cp",
                joined(runtime),
                HostMain.class.getName(),
                directory.path().toString(),
                directory.socket().toString()));
        return command;
    }

    private static String joined(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Nothing of the control plane's own environment but what any program needs: there may be keys in it. */
    private Map<String, String> environment(Map<String, String> ours, HostDirectory directory, int port) {
        Map<String, String> environment = ours.entrySet().stream()
                .filter(variable -> List.of("PATH", "LANG", "TZ").contains(variable.getKey())
                        || variable.getKey().startsWith("LC_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        environment.putIfAbsent("LANG", "C.UTF-8"); // else file names that are not ASCII cannot be opened
        Path bin = java.toAbsolutePath().getParent();
        if (bin != null && bin.getParent() != null) {
            environment.put("JAVA_HOME", bin.getParent().toString());
        }
        environment.put("HOME", directory.home().toString());
        environment.put("TMPDIR", directory.temporary().toString());
        for (String name : List.of("PORT", "SERVER_PORT", "QUARKUS_HTTP_PORT", "MICRONAUT_SERVER_PORT")) {
            environment.put(name, Integer.toString(port));
        }
        for (String name : List.of("SERVER_ADDRESS", "QUARKUS_HTTP_HOST", "MICRONAUT_SERVER_HOST")) {
            environment.put(name, LOOPBACK);
        }
        return environment;
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv("PATH");
        return path == null
                ? Optional.empty()
                : Stream.of(path.split(File.pathSeparator, -1))
                        .filter(directory -> directory.startsWith("/"))
                        .map(directory -> Path.of(directory, program))
                        .filter(Files::isExecutable)
                        .findFirst();
    }
}
