package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.sandbox.Mounts;
import dev.shuttle.os.CleanEnvironment;
import dev.shuttle.os.Executables;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line and environment of one build. Of our own environment nothing is passed on: it holds keys.
 *
 * @param home the control plane's
 * @param carried what it carries
 * @param jdk that of its JVM
 * @param own the project's local repository, as its real path
 * @param shared what all builds read and none writes, as its real path
 * @param heap the most that Maven's heap may take, in bytes; null: as the JVM thinks fit
 */
record MavenCommand(Path home, Bundle carried, Jdk jdk, Path own, Path shared, @Nullable Long heap) {

    /** A deploy runs the program, not an image: there is no container daemon here, and none is to be pushed. */
    private static final List<String> NO_IMAGES = List.of(
            "-Djib.skip", "-Ddocker.skip", "-Ddockerfile.skip", "-Djkube.skip.build", "-Dspring-boot.build-image.skip");

    /** Builds are short: compiled once, quickly, they take half the time (see bench). */
    private static final List<String> SHORT_RUN =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData");

    /** From this Java on, five lines in each build's log. */
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private static final String LAUNCHER = "org.codehaus.plexus.classworlds.launcher.Launcher";
    private static final String RESIDENT = "dev.shuttle.builder.resident.ResidentMaven";

    /** In the build's scratch: the settings that were made for it. */
    static final String SETTINGS = "settings.xml";

    /** Likewise: what the project's own settings.xml adds to them. */
    static final String PROJECT_SETTINGS = "project-settings.xml";

    /** Likewise: the JDK, for a build that asks for one. */
    static final String TOOLCHAINS = "toolchains.xml";

    /** In the workspace, in the layout of a local repository. */
    private static final String ALONG = ".shuttle/repository";

    /** Where the core extension writes what was built. */
    static Path result(Path scratch) {
        return scratch.resolve("shuttle.result");
    }

    /** The mounts that a build needs. */
    Mounts view(Path workspace, Path scratch) {
        List<Path> readable = List.of(jdk.home(), carried.mavenHome(), carried.repository(), shared);
        return new Mounts(workspace, readable, List.of(workspace, scratch, own));
    }

    /** A JVM for this build alone. */
    ProcessBuilder forked(BuildRequest request, Path workspace, Path scratch) throws IOException, BuildFailedException {
        List<String> command = jvm(workspace, scratch, carried.mavenHome().resolve("bin/m2.conf"));
        command.add(LAUNCHER);
        command.addAll(arguments(request, workspace, scratch));
        command.add("-Dmaven.ext.class.path=" + carried.builderExtension());
        return process(command, workspace, scratch);
    }

    /** A JVM that takes builds from a socket, see {@link ResidentBuilder}, and has the temporary folders to itself. */
    ProcessBuilder resident(Path workspace, Path scratch, List<String> temporaryFolders)
            throws IOException, BuildFailedException {
        List<String> command = jvm(workspace, scratch, residentConfiguration(scratch));
        command.add("-Dshuttle.socket=" + ResidentBuilder.socket(scratch));
        command.add("-Dshuttle.temporary=" + String.join(":", temporaryFolders));
        // To see what a build has left behind, for which the JDK has no call.
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add(LAUNCHER);
        return process(command, workspace, scratch);
    }

    /** That of Maven itself, with another main class. */
    private Path residentConfiguration(Path scratch) throws IOException {
        String maven = Files.readString(carried.mavenHome().resolve("bin/m2.conf"));
        String main = "main is " + RESIDENT + " from plexus.core";
        Path file = scratch.resolve("m2.conf");
        Files.writeString(
                file, maven.replaceFirst("(?m)^main is .*$", main) + "\nload " + carried.builderExtension() + "\n");
        return file;
    }

    /** Maven's arguments for one build. */
    List<String> arguments(BuildRequest request, Path workspace, Path scratch) {
        boolean verify = request.mavenArguments().contains(MavenArguments.VERIFY);
        List<String> arguments = maven(workspace, scratch);
        arguments.add(verify ? MavenArguments.VERIFY : "package");
        if (Files.exists(scratch.resolve(PROJECT_SETTINGS))) {
            arguments.addAll(List.of("-gs", scratch.resolve(PROJECT_SETTINGS).toString()));
        }
        request.mavenArguments().stream()
                .filter(argument -> !argument.equals(MavenArguments.VERIFY))
                .forEach(arguments::add);
        return arguments;
    }

    private ProcessBuilder process(List<String> command, Path workspace, Path scratch)
            throws IOException, BuildFailedException {
        ProcessBuilder process =
                new ProcessBuilder(command).directory(workspace.toFile()).redirectErrorStream(true);
        process.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        process.environment().clear();
        process.environment().putAll(BuildVariables.of(workspace));
        process.environment().putAll(environment(workspace, scratch));
        return process;
    }

    private List<String> ourOptions() {
        List<String> options = new ArrayList<>(SHORT_RUN);
        options.addAll(OpenedPackages.options());
        if (jdk.feature() >= WARNS_OF_NATIVE_ACCESS) {
            options.add("--enable-native-access=ALL-UNNAMED"); // Maven's own library for terminals
        }
        if (heap != null) {
            options.add("-Xmx" + heap);
        }
        return options;
    }

    private List<String> jvm(Path workspace, Path scratch, Path configuration)
            throws IOException, BuildFailedException {
        List<String> command = new ArrayList<>();
        command.add(jdk.java().toString());
        List<String> projects = JvmConfig.of(workspace);
        command.addAll(JvmConfig.giveWay(ourOptions(), projects));
        command.addAll(projects);
        Path maven = carried.mavenHome();
        command.addAll(List.of(
                "-Dshuttle.role=builder",
                "-Dshuttle.home=" + home,
                "-Duser.home=" + scratch,
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                classworlds(maven).toString(),
                "-Dclassworlds.conf=" + configuration,
                "-Dmaven.home=" + maven,
                "-Dlibrary.jansi.path=" + maven.resolve("lib/jansi-native"),
                "-Dmaven.multiModuleProjectDirectory=" + workspace));
        return command;
    }

    private List<String> maven(Path workspace, Path scratch) {
        List<String> arguments = new ArrayList<>(List.of("-B", "-ntp", "-Dstyle.color=never"));
        arguments.addAll(List.of("-s", scratch.resolve(SETTINGS).toString()));
        arguments.addAll(List.of("-t", scratch.resolve(TOOLCHAINS).toString()));
        arguments.add("-Dmaven.repo.local=" + own);
        arguments.add("-Dmaven.repo.local.tail=" + tail(workspace));
        arguments.add("-Dshuttle.result=" + result(scratch));
        arguments.add("-DskipTests");
        arguments.addAll(NO_IMAGES);
        return arguments;
    }

    /** Behind what we have fetched: artifacts that came along with the sources, since their user's machine alone has them. */
    private String tail(Path workspace) {
        Path along = workspace.resolve(ALONG);
        return Files.isDirectory(along) ? shared + "," + along : shared.toString();
    }

    private Map<String, String> environment(Path workspace, Path scratch) {
        return Map.of(
                "PATH",
                jdk.home().resolve("bin") + ":" + Executables.path(),
                "LANG",
                "C.UTF-8",
                "TZ",
                CleanEnvironment.timeZone(),
                "JAVA_HOME",
                jdk.home().toString(),
                "HOME",
                scratch.toString(),
                BuildProcess.MARK,
                scratch.toString(),
                // Maven's own script exports it, and projects read it.
                "MAVEN_PROJECTBASEDIR",
                workspace.toString());
    }

    private static Path classworlds(Path maven) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(maven.resolve("boot"), "plexus-classworlds-*.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        }
        throw new IOException("The Maven in " + maven + " is not complete. Remove it and start again.");
    }
}
