package dev.shuttle.controlplane.deployment;

import dev.shuttle.protocol.Deployment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The table of the steps of deployments, and how long each took. Thread-safe. */
final class StepStore {
    private final Jdbi jdbi;

    StepStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void begin(String id, String name) {
        jdbi.useTransaction(handle -> {
            endStep(handle, id);
            begin(handle, id, name);
        });
    }

    static void begin(Handle handle, String id, String name) {
        handle.execute(
                "insert into deployment_step (deployment, position, name, started_at) values (?,"
                        + " (select count(*) from deployment_step where deployment = ?), ?, ?)",
                id,
                id,
                name,
                Instant.now());
    }

    static void endStep(Handle handle, String id) {
        handle.select("select position, started_at from deployment_step where deployment = ? and millis is null", id)
                .map(ConstructorMapper.of(OpenStep.class))
                .list()
                .forEach(step -> handle.execute(
                        "update deployment_step set millis = ? where deployment = ? and position = ?",
                        Math.max(
                                0,
                                Instant.now().toEpochMilli() - step.startedAt().toEpochMilli()),
                        id,
                        step.position()));
    }

    /** One that has not ended. Public since JDBI constructs it. */
    public record OpenStep(int position, Instant startedAt) {}

    List<Deployment.Step> of(String id) {
        return of(List.of(id)).getOrDefault(id, List.of());
    }

    /** The steps of many deployments, by their ids. */
    Map<String, List<Deployment.Step>> of(List<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from deployment_step where deployment in (<ids>) order by deployment, position")
                .bindList("ids", ids)
                .reduceRows(new HashMap<>(), (steps, row) -> {
                    steps.computeIfAbsent(row.getColumn("deployment", String.class), id -> new ArrayList<>())
                            .add(new Deployment.Step(
                                    row.getColumn("name", String.class),
                                    row.getColumn("started_at", Instant.class),
                                    row.getColumn("millis", Long.class)));
                    return steps;
                }));
    }
}
