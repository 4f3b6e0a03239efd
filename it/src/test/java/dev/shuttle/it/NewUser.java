package dev.shuttle.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Somebody with Maven, a key, an empty home and an empty local repository. What is of the world comes from what the other
 * clients have fetched, when the {@link UsedHome} was made, as if that were Central; what is of this build can only come from the control plane.
 */
record NewUser(Path home, ControlPlane server, String options) {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    static NewUser in(Path home, ControlPlane server) throws IOException {
        NewUser user = new NewUser(home, server, "");
        user.settings("");
        return user;
    }

    /** Gives all its JVMs that option too. */
    NewUser with(String option) {
        return new NewUser(home, server, options + " " + option);
    }

    /** Has put the control plane's repository into the settings, as one does who has no project yet. */
    NewUser whoKnowsTheRepository() throws IOException {
        return whoKnowsTheRepositoryOf(server.api());
    }

    NewUser whoKnowsTheRepositoryOf(URI api) throws IOException {
        settings(
                """
                <profiles><profile><id>shuttle</id><pluginRepositories><pluginRepository>
                  <id>shuttle</id><url>%s/maven</url>
                </pluginRepository></pluginRepositories></profile></profiles>
                <activeProfiles><activeProfile>shuttle</activeProfile></activeProfiles>
                """
                        .formatted(api));
        return this;
    }

    private void settings(String more) throws IOException {
        Path file = home.resolve(".m2/settings.xml");
        Files.createDirectories(file.getParent());
        String mirror = "<mirrors><mirror><id>kept</id><mirrorOf>central</mirrorOf><url>"
                + Downloads.client().toUri() + "</url></mirror></mirrors>";
        Files.writeString(file, "<settings>" + mirror + more + "</settings>");
    }

    MavenRun mvn(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SHUTTLE_"));
        builder.environment().put("JAVA_HOME", Java.home());
        builder.environment().put("HOME", home.toString());
        builder.environment()
                .put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Duser.home=" + home + options);
        builder.environment().put("SHUTTLE_API_KEY", server.key());
        Process process = builder.redirectErrorStream(true).start();
        Output output = new Output("mvn", process.getInputStream());
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("mvn did not end within " + LIMIT + ":\n" + String.join("\n", output.toEnd()));
        }
        return new MavenRun(process.exitValue(), output.toEnd());
    }
}
