package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.ProjectOrigin;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Where the sources of each project come from: a name alone would hand a project's data to unrelated code. As the data, an
 * origin outlives its project. Thread-safe.
 */
public final class OriginStore {
    private static final RowMapper<ProjectOrigin> ROWS = ConstructorMapper.of(ProjectOrigin.class);

    private final Jdbi jdbi;

    public OriginStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** Of those projects that have one. */
    public Map<String, ProjectOrigin> of(List<String> projects) {
        if (projects.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("select * from origin where project in (<projects>)")
                .bindList("projects", projects)
                .reduceRows(new HashMap<>(), (origins, row) -> {
                    origins.put(
                            row.getColumn("project", String.class),
                            new ProjectOrigin(
                                    row.getColumn("module", String.class),
                                    row.getColumn("repository", String.class),
                                    row.getColumn("deployed_by", String.class),
                                    row.getColumn("deployed_at", Instant.class)));
                    return origins;
                }));
    }

    /**
     * To be asked before an upload is taken.
     *
     * @throws OtherOriginException if the project's sources come from elsewhere
     */
    public void require(String project, OriginClaim claim) {
        jdbi.useHandle(handle -> require(handle, project, claim));
    }

    /**
     * Makes the claim's origin the project's.
     *
     * @return what the user is to be told
     * @throws OtherOriginException if the project's sources come from elsewhere
     */
    public synchronized Optional<String> accept(String project, OriginClaim claim) {
        return jdbi.inTransaction(handle -> {
            Optional<ProjectOrigin> known = require(handle, project, claim);
            SourceOrigin given = claim.origin();
            if (given == null) {
                return known.map(origin -> "This deploy does not say where its sources come from. The project's: "
                        + described(origin) + ".");
            }
            Optional<ProjectOrigin> other = known.filter(origin -> given.isOther(SourceOrigin.of(origin)));
            SourceOrigin next = other.isPresent()
                    ? given
                    : known.map(SourceOrigin::of).map(given::completedBy).orElse(given);
            put(handle, project, next, claim.deployedBy());
            return other.map(origin ->
                    "This project was another origin's: " + described(origin) + ". From now on it is " + next + "'s.");
        });
    }

    private static Optional<ProjectOrigin> require(Handle handle, String project, OriginClaim claim) {
        Optional<ProjectOrigin> known = handle.select("select * from origin where project = ?", project)
                .map(ROWS)
                .findOne();
        SourceOrigin given = claim.origin();
        if (given != null && known.isPresent() && !claim.mayReplace(project)) {
            ProjectOrigin origin = known.get();
            if (given.isOther(SourceOrigin.of(origin))) {
                throw new OtherOriginException(project, described(origin), given);
            }
        }
        return known;
    }

    private static void put(Handle handle, String project, SourceOrigin origin, String deployedBy) {
        handle.execute("delete from origin where project = ?", project);
        handle.execute(
                "insert into origin (project, module, repository, deployed_by, deployed_at) values (?, ?, ?, ?, ?)",
                project,
                origin.module(),
                origin.repository(),
                deployedBy,
                Instant.now());
    }

    private static String described(ProjectOrigin origin) {
        return SourceOrigin.of(origin) + ", deployed by the key " + origin.deployedBy() + " at "
                + origin.deployedAt().truncatedTo(ChronoUnit.SECONDS);
    }
}
