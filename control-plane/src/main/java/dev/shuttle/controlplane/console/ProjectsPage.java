package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.deployment.Overview.Glance;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.MetricsPoint;
import dev.shuttle.protocol.Project;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The projects at a glance, or how to get the first one.
 *
 * @param rows those of this page
 * @param next the address of the next page; null if this is the last
 * @param first how to get the first one; null where there are some
 */
public record ProjectsPage(List<Row> rows, @Nullable String next, @Nullable FirstRun first) implements View {
    private static final int MOST_FAULTS = 10;

    @Override
    public String title() {
        return "Projects";
    }

    /** The projects of this page that have crashed, or whose last deploy failed; of many, the first. */
    public List<Row> faulty() {
        return rows.stream().filter(Row::isFaulty).limit(MOST_FAULTS).toList();
    }

    /** How many more there are. */
    public long moreFaulty() {
        return rows.stream().filter(Row::isFaulty).count() - faulty().size();
    }

    /**
     * One project.
     *
     * @param head its name, address and state
     * @param current the deployment that serves; null if none does
     * @param newest the last one; null before the first
     * @param crash why it has crashed; null if it has not
     * @param minute how it did in the last minute; null if that is not known yet
     */
    public record Row(
            ProjectHead head,
            @Nullable Deployment current,
            @Nullable Deployment newest,
            Deployment.@Nullable Failure crash,
            @Nullable MetricsPoint minute) {

        static Row of(Glance glance, @Nullable MetricsPoint minute) {
            Project project = glance.project();
            ProjectHead head = ProjectHead.of(project, glance.current(), false);
            return new Row(head, glance.current(), glance.newest(), project.error(), minute);
        }

        /** Whether somebody should look at it. */
        boolean isFaulty() {
            return crash != null || isRestarting() || isNewestFailed();
        }

        private boolean isRestarting() {
            return head.state().equals("restarting");
        }

        /** The deployment that is the fault; null if what serves is. */
        private @Nullable Deployment failed() {
            return crash == null && !isRestarting() && isNewestFailed() ? newest : null;
        }

        /** The fault in a few words. */
        public String verdict() {
            if (failed() != null) {
                return "failed in its last deployment";
            }
            return crash != null ? "has crashed" : "has ended, and is being restarted";
        }

        /** The page of the console that tells more. */
        public String more() {
            @Nullable Deployment failed = failed();
            return head.page(failed == null ? "" : "deployments/" + failed.id());
        }

        /** The first line of why; empty if nothing is known. */
        public String fault() {
            @Nullable Deployment failed = failed();
            Deployment.@Nullable Failure failure = failed == null ? crash : failed.error();
            return failure == null ? "" : failure.message().lines().findFirst().orElse("");
        }

        /** Whether the last deploy has come to nothing, so that an earlier one serves. */
        public boolean isNewestFailed() {
            return newest != null && newest.state().json().equals("failed");
        }
    }

    /**
     * The way to the first project.
     *
     * @param api the server's URL, as a client has it
     * @param version of the plugin
     */
    public record FirstRun(String api, String version) {
        /** The plugin's goal, before a pom names the plugin. */
        public String goal(String goal) {
            return "mvn dev.shuttle:shuttle-maven-plugin:" + version + ":" + goal;
        }

        /** The command that stores a key on a machine. */
        public String login() {
            return goal("login") + " -Dshuttle.api=" + api;
        }
    }
}
