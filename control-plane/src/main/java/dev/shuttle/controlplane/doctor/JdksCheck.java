package dev.shuttle.controlplane.doctor;

import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.os.ShortProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/** The JDKs that projects can ask for, beside the one that runs this. */
record JdksCheck(List<Jdk> jdks, boolean root) implements Check {
    private static final String SUBJECT = "JDKs";

    @Override
    public List<Finding> look() {
        return jdks.isEmpty()
                ? List.of(Finding.ok(SUBJECT, "none but this one; SHUTTLE_JDKS names others"))
                : jdks.stream().map(this::look).toList();
    }

    private Finding look(Jdk jdk) {
        String what = jdk.version() + " in " + jdk.home();
        ShortProcess outcome = ShortProcess.run(List.of(jdk.java().toString(), "-version"));
        if (!outcome.succeeded()) {
            return Finding.fail(SUBJECT, what + " does not run (" + outcome.line() + "): repair it, or remove it.");
        }
        return root && !isReachable(jdk.home())
                ? Finding.note(
                        SUBJECT,
                        what + " cannot be reached by other users, so projects do not get it: move it to /opt.")
                : Finding.ok(SUBJECT, what);
    }

    /** Every folder on the way lets others through. */
    private static boolean isReachable(Path home) {
        try {
            for (Path folder = home; folder != null; folder = folder.getParent()) {
                if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
