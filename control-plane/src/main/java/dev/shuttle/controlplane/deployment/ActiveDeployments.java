package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.metrics.RunningProject;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which deployment serves each project. Store, route and this change together, under the lock of the project: a slow
 * commit delays its own project only. Thread-safe.
 */
final class ActiveDeployments {
    private final Map<String, ActiveDeployment> active = new ConcurrentHashMap<>();

    /** The version before, which runs without a route for a while and may serve again. */
    private final Map<String, ActiveDeployment> standbys = new ConcurrentHashMap<>();

    /** Kept for good: a name may be used again, and a lock is small. */
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /** Starts after an end that was not asked for, by project, since the control plane started. */
    private final Map<String, Integer> restarts = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /** To be synchronized on while a project's active deployment is read in order to be changed. */
    Object lock(String project) {
        return locks.computeIfAbsent(project, name -> new Object());
    }

    @Nullable
    ActiveDeployment get(String project) {
        return active.get(project);
    }

    /** Whether nothing has taken its place. False once this is closed. */
    boolean isCurrent(ActiveDeployment expected) {
        return active.get(expected.project()) == expected;
    }

    void put(ActiveDeployment next) {
        if (!closed) {
            active.put(next.project(), next);
        }
    }

    @Nullable
    ActiveDeployment remove(String project) {
        return active.remove(project);
    }

    void restarted(String project) {
        restarts.merge(project, 1, Integer::sum);
    }

    /** The processes that serve these projects; counts of others are forgotten. */
    Map<String, RunningProject> running(Collection<String> projects) {
        restarts.keySet().retainAll(projects);
        return projects.stream()
                .collect(Collectors.toMap(
                        project -> project,
                        project -> new RunningProject(process(project), restarts.getOrDefault(project, 0))));
    }

    private long process(String project) {
        ActiveDeployment serving = active.get(project);
        if (serving == null || !serving.isAlive()) {
            return 0;
        }
        RunningService host = serving.host();
        return host == null ? 0 : host.process();
    }

    void standBy(ActiveDeployment before) {
        if (!closed) {
            standbys.put(before.project(), before);
        }
    }

    /** Takes the version before, if there is one. */
    @Nullable
    ActiveDeployment endStandby(String project) {
        return standbys.remove(project);
    }

    /** Takes this one, unless it serves again or has been ended since. */
    boolean endStandby(ActiveDeployment before) {
        return standbys.remove(before.project(), before);
    }

    /** Takes the version before, if its service can serve. */
    @Nullable
    ActiveDeployment takeStandby(String project) {
        ActiveDeployment before = standbys.get(project);
        return before != null && before.isAlive() && standbys.remove(project, before) ? before : null;
    }

    /** From here on nothing is active, so that no end of a service is acted on. Changes under way are waited for. */
    void close() {
        closed = true;
        locks.forEach((project, lock) -> {
            synchronized (lock) {
                active.remove(project);
                standbys.remove(project);
            }
        });
    }
}
