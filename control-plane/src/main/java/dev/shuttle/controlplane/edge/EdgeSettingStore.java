package dev.shuttle.controlplane.edge;

import dev.shuttle.controlplane.database.Database;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/** The settings of projects; they go with the project. Thread-safe. */
public final class EdgeSettingStore {
    private final Jdbi jdbi;

    public EdgeSettingStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** Those of all projects that have some, by project. */
    public Map<String, EdgeSettings> all() {
        Map<String, Map<String, String>> found = new TreeMap<>();
        jdbi.useHandle(handle -> handle.select("select project, name, setting from edge_setting")
                .map((row, context) -> found.computeIfAbsent(row.getString(1), project -> new HashMap<>())
                        .put(row.getString(2), row.getString(3)))
                .list());
        Map<String, EdgeSettings> all = new TreeMap<>();
        found.forEach((project, values) -> all.put(project, new EdgeSettings(values)));
        return all;
    }

    /** Those of a project. */
    public EdgeSettings of(String project) {
        Map<String, String> found = new HashMap<>();
        jdbi.useHandle(handle -> handle.select("select name, setting from edge_setting where project = ?", project)
                .map((row, context) -> found.put(row.getString(1), row.getString(2)))
                .list());
        return new EdgeSettings(found);
    }

    /** Replaces those of a project, which there is. */
    public void put(String project, EdgeSettings settings) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from edge_setting where project = ?", project);
            settings.values()
                    .forEach((name, value) -> handle.execute(
                            "insert into edge_setting (project, name, setting) values (?, ?, ?)",
                            project,
                            name,
                            value));
        });
    }
}
