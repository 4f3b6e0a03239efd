package dev.shuttle.plugin.local;

import dev.shuttle.runtime.host.RunMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The JVM of a service on this machine. Nothing secret is on its command line; its environment is as when deployed.
 *
 * @param runtime the class path of its main
 * @param libraries pool and driver, with what they need; empty where no database is used
 * @param folder where it works
 * @param events the file to which it writes what happens
 * @param port where the service is to listen
 * @param environment variables for the service; the platform's own win
 */
record AppCommand(
        List<Path> runtime, List<Path> libraries, Path folder, Path events, int port, Map<String, String> environment) {

    AppCommand {
        runtime = List.copyOf(runtime);
        libraries = List.copyOf(libraries);
        environment = Map.copyOf(environment);
    }

    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command()).directory(folder.toFile());
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        for (String name : List.of("PORT", "SERVER_PORT", "QUARKUS_HTTP_PORT", "MICRONAUT_SERVER_PORT")) {
            builder.environment().put(name, Integer.toString(port));
        }
        return builder.start();
    }

    /** Without the values of variables, which may be secret. */
    @Override
    public String toString() {
        return String.join(" ", command());
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1", // starts sooner; peak speed does not matter here
                "-Xshare:auto",
                "-Dfile.encoding=UTF-8", // as deployed
                "--add-opens=java.base/java.lang=ALL-UNNAMED", // for unloading what was replaced
                "-Dserver.port=" + port,
                "-Dshuttle.libraries=" + joined(libraries),
                "-Dshuttle.events=" + events,
                "-cp",
                joined(runtime),
                RunMain.class.getName()));
        return command;
    }

    private static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
