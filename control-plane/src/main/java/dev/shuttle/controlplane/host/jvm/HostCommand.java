package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.sandbox.Confinement;
import dev.shuttle.controlplane.sandbox.Mounts;
import dev.shuttle.os.Executables;
import dev.shuttle.runtime.jvm.JvmOptions;
import dev.shuttle.runtime.plan.ReservedVariables;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The command line and environment of a host JVM.
 *
 * @param home the control plane's; on the command line, so that a host is known for one of this home
 * @param java the executable
 * @param runtime the class path of the host's main
 * @param libraries the host's own, which its service does not see
 * @param heap bytes that its heap may take; without a bound every JVM reckons with a quarter of the machine
 */
record HostCommand(Path home, Path java, List<Path> runtime, List<Path> libraries, long heap) {

    /** Where a program that listens on its own is told to: only the proxy is reached from outside. */
    private static final String LOOPBACK = "127.0.0.1";

    /**
     * A standard input from which nothing comes and which does not end, as a terminal at which no one types: many programs
     * run until Enter is pressed. A pipe that is open for writing at its reader outlives us.
     */
    private static final List<String> SILENT_INPUT = List.of(
            "/bin/sh",
            "-c",
            "unset PWD OLDPWD; if mkfifo -m 600 \"$0\" && exec 3<>\"$0\"; then rm -f \"$0\"; exec \"$@\" <&3 3<&-; fi; exec \"$@\"");

    private static final String DEPLOYMENT = "-Dshuttle.deployment=";

    HostCommand {
        runtime = List.copyOf(runtime);
        libraries = List.copyOf(libraries);
    }

    /** Half of what a host may take: the rest is for its stacks, its code and its buffers. */
    static long heap(long memory) {
        return memory / 2;
    }

    /** Arguments that mark a host's command line, so that a reused pid is not mistaken for a host. */
    static List<String> marks(Path home, String deployment) {
        return List.of("-Dshuttle.role=host", "-Dshuttle.home=" + home, DEPLOYMENT + deployment);
    }

    /** The deployment that a command line with such marks names; empty if it is of no host of that home. */
    static Optional<String> deployment(Path home, List<String> arguments) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(DEPLOYMENT))
                .map(argument -> argument.substring(DEPLOYMENT.length()))
                .filter(deployment -> arguments.containsAll(marks(home, deployment)))
                .findFirst();
    }

    /**
     * The command of a host.
     *
     * @param confinement holds it
     * @param service what it sees of the service: its folders
     * @param launch what it runs, and where
     * @param variables of the service's environment
     */
    ProcessBuilder builder(
            HostDirectory directory,
            int port,
            Confinement confinement,
            Mounts service,
            Launch launch,
            Map<String, String> variables)
            throws IOException {
        List<String> command = new ArrayList<>(SILENT_INPUT);
        command.add(directory.input().toString());
        // A session of its own: Ctrl-C in the control plane's terminal must not reach the services.
        Executables.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        String user = confinement.userName();
        Map<String, String> environment =
                environment(new ProcessBuilder().environment(), variables, directory, port, user);
        command.addAll(confinement.confined(
                jvm(directory, port, user, launch, environment),
                view(directory, service, launch),
                directory.home(),
                directory.script()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(launch.directory().toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        // Files, and appended to: they outlive the control plane, which truncates them when it has read them.
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.output("out").toFile()));
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(directory.output("err").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private Mounts view(HostDirectory directory, Mounts service, Launch launch) throws IOException {
        List<Path> readable = new ArrayList<>(service.readable());
        readable.addAll(launch.readable());
        readable.add(java.resolve("../..").normalize());
        if (!launch.program()) {
            readable.addAll(runtime);
            readable.addAll(libraries);
            readable.add(directory.tokenFile());
        }
        List<Path> writable = new ArrayList<>(service.writable());
        writable.addAll(
                List.of(directory.home(), directory.temporary(), directory.socketDirectory(), launch.directory()));
        return new Mounts(launch.directory(), readable, writable);
    }

    private List<String> jvm(
            HostDirectory directory, int port, String user, Launch launch, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(marks(home, directory.deployment()));
        command.addAll(JvmOptions.without(launch.userOptions(environment), defaults(directory, user)));
        command.addAll(List.of("-Dserver.port=" + port, "-Dserver.address=" + LOOPBACK));
        if (!launch.program()) {
            command.add("-Dshuttle.libraries=" + Launch.joined(libraries));
        }
        command.addAll(launch.command(environment));
        return command;
    }

    /** Options of ours for which a user may have others. */
    private List<String> defaults(HostDirectory directory, String user) {
        return List.of(
                "-Xmx" + (heap >> 20) + "m",
                "-XX:+UseSerialGC", // the smallest; a service with a heap of 512 MB needs no other
                "-XX:+ExitOnOutOfMemoryError", // half a service is worse than one that is started again
                "-XX:-UsePerfData", // no file in the machine's temporary directory
                "-Xshare:auto",
                "-Dsun.net.httpserver.maxIdleConnections=1024", // the proxy keeps 512
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Djava.io.tmpdir=" + directory.temporary(),
                "-Duser.home=" + directory.home(),
                "-Duser.name=" + user);
    }

    /** Nothing of the control plane's own environment but what any program needs: there may be keys in it. */
    private Map<String, String> environment(
            Map<String, String> ours, Map<String, String> variables, HostDirectory directory, int port, String user) {
        Map<String, String> environment = ours.entrySet().stream()
                .filter(variable -> List.of("LANG", "TZ").contains(variable.getKey())
                        || variable.getKey().startsWith("LC_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        environment.put("PATH", Executables.path());
        environment.putIfAbsent("LANG", "C.UTF-8"); // else file names that are not ASCII cannot be opened
        environment.put("USER", user);
        environment.put("LOGNAME", user);
        environment.putAll(variables);
        Path bin = java.toAbsolutePath().getParent();
        if (bin != null && bin.getParent() != null) {
            environment.put("JAVA_HOME", bin.getParent().toString());
        }
        environment.put("HOME", directory.home().toString());
        environment.put("TMPDIR", directory.temporary().toString());
        for (String name : ReservedVariables.PORTS) {
            environment.put(name, Integer.toString(port));
        }
        for (String name : ReservedVariables.HOSTS) {
            environment.put(name, LOOPBACK);
        }
        return environment;
    }
}
