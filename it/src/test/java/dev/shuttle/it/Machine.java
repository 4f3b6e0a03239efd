package dev.shuttle.it;

import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The containment that this machine offers. In CI it has all of it; elsewhere what lacks it is left out, loudly. */
final class Machine {
    private Machine() {}

    static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    static void needs(boolean there, String what) {
        if (there) {
            return;
        }
        String left = "LEFT OUT: this machine has no " + what + ", so that what it keeps apart was not tested here";
        System.out.println(left);
        if (System.getenv("CI") != null) {
            throw new AssertionError(left + ". In CI it must be there.");
        }
        abort(left);
    }
}
