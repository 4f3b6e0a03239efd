package dev.shuttle.controlplane.restore;

import dev.shuttle.controlplane.backup.ProjectRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Puts what was laid out of a backup in the place of a project that is there: that one is stopped, a backup of the home is
 * written, and only then it is deleted. If the other cannot take its place, it comes back from that backup.
 */
final class Replacement {
    private final ProjectRestore restore;
    private final LiveProjects projects;
    private final String target;
    private final Consumer<String> told;
    private final Path safety;
    private final Path home;

    Replacement(
            ProjectRestore restore,
            LiveProjects projects,
            Path home,
            ProjectRequest request,
            String target,
            Consumer<String> told) {
        this.home = home;
        this.restore = restore;
        this.projects = projects;
        this.target = target;
        this.told = told;
        this.safety = Path.of(Objects.requireNonNull(request.replaceAfterBackup()));
    }

    RestoredRows make(ProjectRestore.Placement placement) throws IOException, InterruptedException {
        boolean served = backUp();
        told.accept("Deleting the present " + target + ", which is in " + safety + " …");
        new UnfinishedReplacement(target, safety, served).write(home);
        RestoredRows rows;
        try {
            projects.delete(target);
            rows = placement.make();
        } catch (IOException | RuntimeException e) {
            throw new IOException(e.getMessage() + " " + back(served), e);
        }
        UnfinishedReplacement.delete(home);
        return rows;
    }

    /** Returns whether it served. */
    private boolean backUp() throws IOException, InterruptedException {
        told.accept("Stopping the present " + target + ", and backing up the home to " + safety + " …");
        boolean served = projects.exists(target) && projects.stop(target);
        try {
            projects.backUp(safety);
            return served;
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (served) {
                told.accept(projects.start(target, () -> {}));
            }
            throw e;
        }
    }

    /** How it is now, for the person who waits. */
    private String back(boolean served) throws InterruptedException {
        String command = "java -jar control-plane.jar restore " + safety + " --project=" + target;
        try {
            if (projects.exists(target)) {
                UnfinishedReplacement.delete(home);
                return "The project " + target + " is stopped, and was not deleted.";
            }
            told.accept("That failed. Bringing " + target + " back from " + safety + " …");
            RestoredRows rows = restore.again(safety, target, told);
            UnfinishedReplacement.delete(home);
            return "The project " + target + " is as it was before. "
                    + (served && rows.startable() ? projects.start(target, () -> {}) : "");
        } catch (IOException | RuntimeException e) {
            return "The project " + target + " could not be brought back either: " + e.getMessage() + " Run: "
                    + command;
        }
    }
}
