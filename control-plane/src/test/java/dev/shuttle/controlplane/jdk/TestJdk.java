package dev.shuttle.controlplane.jdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders that look like JDKs; their {@code java} is a script. */
public final class TestJdk {
    private TestJdk() {}

    /** Runs, and prints its version. */
    public static Jdk running(Path parent, String version) throws Exception {
        return Jdk.at(folder(parent, version, "echo " + version));
    }

    /** Says why it does not run. */
    public static Jdk failing(Path parent, String version, String why) throws Exception {
        return Jdk.at(folder(parent, version, "echo '" + why + "' >&2; exit 1"));
    }

    static Path folder(Path parent, String version, String script) throws IOException {
        Path home = parent.toRealPath().resolve("jdk-" + version);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        program(home.resolve("bin/java"), script);
        program(home.resolve("bin/javac"), "exit 0");
        return home;
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
