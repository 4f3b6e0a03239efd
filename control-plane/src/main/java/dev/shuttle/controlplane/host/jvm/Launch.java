package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.ReleaseFiles;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.procfile.CommandWords;
import dev.shuttle.runtime.host.HostMain;
import dev.shuttle.runtime.jvm.JvmOptions;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a JVM's command line that says what it runs. A program is run as by hand, with nothing of ours in it; for a
 * service our small runtime stands before the app on the class path, and calls it.
 *
 * @param options of the JVM that the release needs
 * @param arguments from {@code -jar} or {@code -cp} on
 * @param words options of the JVM, and more arguments
 * @param readable what must be seen for it
 * @param program whether it is a program
 * @param directory its working directory
 */
record Launch(
        List<String> options,
        List<String> arguments,
        CommandWords words,
        List<Path> readable,
        boolean program,
        Path directory) {

    /** The JDK's server is given connections of a Unix socket, which it does not accept itself. */
    private static final String SERVER_OPEN = "--add-opens=jdk.httpserver/sun.net.httpserver=ALL-UNNAMED";

    Launch {
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
        readable = List.copyOf(readable);
    }

    static Launch of(ServiceSpec request, ReleaseFiles files, HostDirectory directory, List<Path> runtime, Path working)
            throws IOException {
        AppFiles app = new AppFiles(directory.app());
        return request.plan().entryPoint().isProgram()
                ? program(request, files, app, working)
                : service(request, files, app, directory, runtime, working);
    }

    private static Launch program(ServiceSpec request, ReleaseFiles files, AppFiles app, Path working)
            throws IOException {
        List<String> arguments = new ArrayList<>();
        List<Path> readable = new ArrayList<>(List.of(app.directory()));
        ReleaseFiles.Program program = files.program();
        if (program == null) {
            List<Path> classPath = app.classPath(files.classPath());
            readable.addAll(classPath);
            arguments.addAll(List.of(
                    "-cp", joined(classPath), request.plan().entryPoint().className()));
        } else {
            Path jar = app.program(program);
            String main = program.mainClass();
            arguments.addAll(main == null ? List.of("-jar", jar.toString()) : List.of("-cp", jar.toString(), main));
        }
        arguments.addAll(files.arguments());
        return new Launch(request.options(), arguments, files.words(), readable, true, working);
    }

    private static Launch service(
            ServiceSpec request,
            ReleaseFiles files,
            AppFiles app,
            HostDirectory directory,
            List<Path> runtime,
            Path working)
            throws IOException {
        List<Path> classPath = app.classPath(files.classPath());
        List<Path> readable =
                Stream.concat(classPath.stream(), Stream.of(app.directory())).toList();
        List<String> arguments = new ArrayList<>();
        if (request.plan().entryPoint().returns() == Returns.HTTP_HANDLER) {
            arguments.add(SERVER_OPEN);
        }
        arguments.addAll(List.of(
                "-cp",
                joined(Stream.concat(runtime.stream(), classPath.stream()).toList()),
                HostMain.class.getName(),
                directory.path().toString(),
                directory.socket().toString()));
        return new Launch(request.options(), arguments, files.words().withoutArguments(), readable, false, working);
    }

    /** All options that its user gives to the JVM, in its environment and in a Procfile. */
    List<String> userOptions(Map<String, String> environment) {
        List<String> options = new ArrayList<>(JvmOptions.in(environment));
        options.addAll(words.options(environment));
        return options;
    }

    /** The end of the command line: what differs from one process of a release to the next is in its environment. */
    List<String> command(Map<String, String> environment) {
        List<String> command = new ArrayList<>(options);
        command.addAll(words.options(environment));
        command.addAll(arguments);
        command.addAll(words.arguments(environment));
        return command;
    }

    static String joined(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
