package dev.shuttle.controlplane.console;

import dev.shuttle.resources.ResourceStatistics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The databases of a project, and how they are used.
 *
 * @param project its head
 * @param databases each of them
 * @param mayChange whether the key may change the project, and so see statements
 */
public record DatabasesPage(ProjectHead project, List<Entry> databases, boolean mayChange) implements View {
    @Override
    public String title() {
        return "Databases of " + project.name();
    }

    /**
     * One database, or Redis.
     *
     * @param type postgres or redis
     * @param name within the project
     * @param statistics as its server tells; null if it does not
     * @param fault why it does not
     */
    public record Entry(String type, String name, @Nullable ResourceStatistics statistics, @Nullable String fault) {

        /** Within the page. */
        public String id() {
            return type + "-" + name;
        }

        /** Whose kind it is. */
        public boolean isPostgres() {
            return type.equals("postgres");
        }

        /** All connections that are open. */
        public long open() {
            ResourceStatistics told = statistics;
            return told == null
                    ? 0
                    : told.connections().stream()
                            .mapToLong(ResourceStatistics.Connections::count)
                            .sum();
        }

        /** The words of the command that connects a machine to it. */
        public List<String> connect(String project) {
            return List.of(
                    "mvn shuttle:connect", "-Dshuttle.project=" + project, "-Dshuttle.resource=" + type + ":" + name);
        }
    }
}
