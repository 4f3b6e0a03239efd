package dev.shuttle.controlplane.doctor;

import dev.shuttle.controlplane.backup.BackupCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Asks the control plane that runs which projects have crashed.
 *
 * @param control the folder in the home of its socket
 * @param holder who has the home
 */
record ProjectsCheck(Path control, LockHolder holder) implements Check {

    @Override
    public List<Finding> look() {
        try {
            if (!holder.isHeld()) {
                return List.of();
            }
            List<String> troubles = new BackupCall(control).troubles();
            return troubles.isEmpty()
                    ? List.of(Finding.ok("projects", "none has crashed"))
                    : troubles.stream()
                            .map(each -> Finding.note("projects", each))
                            .toList();
        } catch (IOException e) {
            return List.of(Finding.note("projects", "the server does not tell which have crashed: " + e.getMessage()));
        }
    }
}
