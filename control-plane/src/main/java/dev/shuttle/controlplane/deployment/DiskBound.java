package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.deployment.DiskNotices.Level;
import dev.shuttle.controlplane.disk.DiskUse;
import dev.shuttle.controlplane.disk.DiskUse.Part;
import dev.shuttle.controlplane.disk.ProjectDisk;
import dev.shuttle.controlplane.disk.ProjectDisk.Walk;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.os.ByteSize;
import dev.shuttle.protocol.Project;
import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what a project keeps on disk. At nine tenths of the limit it is told so, once; at the limit it gets no new deployment,
 * and its large databases can only be read. What serves goes on serving. Before that, releases are removed, if that helps.
 * Thread-safe.
 */
final class DiskBound {
    private static final Logger LOG = LoggerFactory.getLogger(DiskBound.class);

    private static final int TENTHS = 10;

    /** In the same unit: a level is left only when so much less is kept, so that it is not told again and again. */
    private static final double CLEARLY_LESS = 0.95;

    /** The one that serves, and the one to which a rollback leads. */
    private static final int RELEASES = 2;

    /** Somebody waits for the answer to an upload. */
    private static final Walk SHORT = Walk.within(Duration.ofSeconds(10));

    private static final String REMEDY =
            "Delete data in its folders and databases, or resources that it no longer needs (`mvn shuttle:resources`"
                    + " lists them); or ask the operator to raise SHUTTLE_PROJECT_DISK. Then deploy again.";

    private static final DiskUse NOTHING = new DiskUse(Map.of());

    private final long limit;
    private final ProjectDisk disk;
    private final Resources resources;
    private final Retention retention;
    private final DeploymentStore store;
    private final DeploymentLogs logs;
    private final DiskNotices notices;
    private final Map<String, DiskUse> known = new ConcurrentHashMap<>();
    private final Map<String, List<String>> held = new ConcurrentHashMap<>();
    private final Set<String> unmeasured = ConcurrentHashMap.newKeySet();
    private final Set<String> lookedAt = ConcurrentHashMap.newKeySet();

    /** {@code limit} in bytes; 0: none. */
    DiskBound(
            long limit,
            ProjectDisk disk,
            Resources resources,
            Retention retention,
            DeploymentStore store,
            DeploymentLogs logs,
            DiskNotices notices) {
        this.limit = limit;
        this.disk = disk;
        this.resources = resources;
        this.retention = retention;
        this.store = store;
        this.logs = logs;
        this.notices = notices;
    }

    boolean isLimited() {
        return limit > 0;
    }

    /** As it was found last; empty if it was not looked at, or there is no limit. */
    Optional<Project.DiskSpace> space(String project) {
        return Optional.ofNullable(known.get(project)).map(use -> new Project.DiskSpace(use.total(), limit));
    }

    /** Before an upload is taken: of a project that was found full, by an earlier run too, looks again whether it still is. */
    void requireRoom(String project) throws InterruptedException {
        if (refusal(project).isEmpty() && notices.level(project) != Level.ALL) {
            return;
        }
        if (lookedAt.add(project)) { // one walk at a time for all who ask
            try {
                look(project, SHORT);
            } finally {
                lookedAt.remove(project);
            }
        }
        String refusal = refusal(project);
        if (!refusal.isEmpty()) {
            throw new ProjectFullException(refusal);
        }
    }

    /** Why a project gets no new deployment, as it was found last; empty if it does. */
    String refusal(String project) {
        DiskUse use = known.getOrDefault(project, NOTHING);
        return !isLimited() || use.total() < limit
                ? ""
                : "The project " + project + " keeps " + sentence(use) + " What serves goes on serving"
                        + reading(project) + ". " + REMEDY;
    }

    /** For a deployment's log; empty while less than nine tenths are used. */
    String warning(String project) {
        DiskUse use = known.getOrDefault(project, NOTHING);
        return isLimited() && level(use) == Level.NINE_TENTHS
                ? "The project " + project + " keeps " + sentence(use) + " At the limit it gets no new deployments. "
                        + REMEDY
                : "";
    }

    private String sentence(DiskUse use) {
        return ByteSize.text(use.total()) + " on the server's disk, of " + ByteSize.text(limit) + " that it may keep: "
                + use.description() + ".";
    }

    private String reading(String project) {
        List<String> names = held.getOrDefault(project, List.of());
        return names.isEmpty()
                ? ""
                : "; of its PostgreSQL databases, " + String.join(", ", names)
                        + " can be read only (after `SET default_transaction_read_only = off` a session can delete)";
    }

    /** Measures a project, and does what follows from it. If it cannot be measured, what was found last holds. */
    void look(String project, Walk walk) throws InterruptedException {
        if (!isLimited()) {
            return;
        }
        try {
            DiskUse use = measure(project, walk);
            if (use.total() >= limit
                    && use.total() - use.of(Part.RELEASES) < limit
                    && retention.makeRoom(project, RELEASES)) {
                use = measure(project, walk);
            }
            unmeasured.remove(project);
            hold(project, use.total() >= limit ? limit / TENTHS : Long.MAX_VALUE);
            tell(project, use);
        } catch (IOException | ProvisioningException | RuntimeException e) {
            if (unmeasured.add(project)) {
                LOG.warn("what {} keeps on disk is not known; what was found before holds: {}", project, e.toString());
            }
        }
    }

    /** Whether a project would be full if the build that is in work left what it has written. */
    Optional<String> overrun(String project, String deployment, Walk walk) throws IOException, InterruptedException {
        DiskUse before = known.getOrDefault(project, NOTHING);
        DiskUse use = disk.duringBuild(project, deployment, before, walk);
        return isLimited() && use.total() >= limit
                ? Optional.of("The build was ended, since with its files the project " + project + " keeps "
                        + sentence(use) + " " + REMEDY)
                : Optional.empty();
    }

    private DiskUse measure(String project, Walk walk) throws IOException, InterruptedException {
        List<String> deployments = store.list(project, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .filter(row -> !row.state().isFinal())
                .map(DeploymentRow::id)
                .toList();
        DiskUse use = disk.measure(project, deployments, known.getOrDefault(project, NOTHING), walk);
        known.put(project, use);
        return use;
    }

    private void hold(String project, long large) throws ProvisioningException, InterruptedException {
        List<String> names = resources.holdAbove(project, large);
        if (names.isEmpty()) {
            held.remove(project);
        } else {
            held.put(project, names);
        }
    }

    private void tell(String project, DiskUse use) {
        Level before = notices.level(project);
        Level now = level(use);
        if (now.compareTo(before) < 0 && use.total() >= least(before) * CLEARLY_LESS) {
            now = before;
        }
        notices.put(project, now, "it keeps " + sentence(use));
        if (now.compareTo(before) > 0) {
            String text = now == Level.ALL ? refusal(project) : warning(project);
            LOG.warn("{}", text);
            line(project, text);
        } else if (now.compareTo(before) < 0) {
            line(project, "The project " + project + " keeps " + sentence(use));
        }
    }

    private void line(String project, String text) {
        store.serving(project)
                .ifPresent(id -> logs.of(project, id).sink("shuttle").line("err", text));
    }

    private Level level(DiskUse use) {
        if (use.total() >= least(Level.ALL)) {
            return Level.ALL;
        }
        return use.total() >= least(Level.NINE_TENTHS) ? Level.NINE_TENTHS : Level.LITTLE;
    }

    private long least(Level level) {
        return switch (level) {
            case LITTLE -> 0;
            case NINE_TENTHS -> limit / TENTHS * (TENTHS - 1);
            case ALL -> limit;
        };
    }

    /** Forgets projects that are gone. */
    void retain(Set<String> projects) {
        known.keySet().retainAll(projects);
        held.keySet().retainAll(projects);
        unmeasured.retainAll(projects);
        notices.retain(projects);
    }

    /** Gives back what an earlier run with a limit has held. */
    void giveBack(String project) throws InterruptedException {
        try {
            hold(project, Long.MAX_VALUE);
        } catch (ProvisioningException | RuntimeException e) {
            LOG.warn("the databases of {} may still be read-only: {}", project, e.toString());
        }
    }
}
