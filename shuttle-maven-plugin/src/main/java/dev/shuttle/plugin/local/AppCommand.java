package dev.shuttle.plugin.local;

import dev.shuttle.runtime.host.RunMain;
import dev.shuttle.runtime.jvm.JvmOptions;
import dev.shuttle.runtime.plan.ReservedVariables;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JVM of a service on this machine, with the options that it has when it is deployed, as far as they do not depend on
 * the server. Nothing secret is on its command line.
 *
 * @param runtime the class path of its main
 * @param classPath the app's, which stands behind that where services are not swapped
 * @param libraries pool and driver, with what they need; empty where no database is used
 * @param folder where it works
 * @param events the file to which it writes what happens
 * @param port where the service is to listen
 * @param swaps whether services may be swapped in it, one after another
 * @param environment its variables, but for those that say where to listen
 */
record AppCommand(
        List<Path> runtime,
        List<Path> classPath,
        List<Path> libraries,
        Path folder,
        Path events,
        int port,
        boolean swaps,
        Map<String, String> environment) {

    /** Those of a deployed service, and one that lets it start sooner: peak speed does not matter here. */
    private static final List<String> DEFAULTS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xshare:auto",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8");

    AppCommand {
        runtime = List.copyOf(runtime);
        classPath = List.copyOf(classPath);
        libraries = List.copyOf(libraries);
        environment = Map.copyOf(environment);
    }

    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command()).directory(folder.toFile());
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        builder.environment().putAll(environment);
        for (String name : ReservedVariables.PORTS) {
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
        command.addAll(JvmOptions.without(JvmOptions.in(environment), DEFAULTS));
        if (swaps) {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED"); // for unloading what was replaced
            command.add("-Dshuttle.swaps=true");
        }
        command.addAll(List.of(
                "-Dserver.port=" + port,
                "-Dshuttle.libraries=" + joined(libraries),
                "-Dshuttle.events=" + events,
                "-cp",
                joined(
                        swaps
                                ? runtime
                                : Stream.concat(runtime.stream(), classPath.stream())
                                        .toList()),
                RunMain.class.getName()));
        return command;
    }

    private static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
