package dev.shuttle.controlplane.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Java that runs this runs builds and services too, unless a project asks for another. */
record JavaCheck() implements Check {
    private static final int OLDEST = 17;

    @Override
    public List<Finding> look() {
        String home = System.getProperty("java.home");
        String what = Runtime.version() + " in " + home;
        if (Runtime.version().feature() < OLDEST) {
            return List.of(Finding.fail("Java", what + " is too old: install a JDK " + OLDEST + " or newer."));
        }
        if (!Files.isExecutable(Path.of(home, "bin", "javac"))) {
            return List.of(Finding.fail(
                    "Java", what + " has no compiler, so apps cannot be built: install a JDK instead of a JRE."));
        }
        return List.of(Finding.ok("Java", what + ", a JDK"));
    }
}
