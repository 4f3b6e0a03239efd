package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.disk.ProjectDisk.Walk;
import dev.shuttle.controlplane.project.ProjectRow;
import dev.shuttle.controlplane.project.ProjectStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;

/**
 * Looks from time to time at what each project keeps on disk, one after the other. Walks take at most a tenth of the time, and
 * end with the background work. Used by one thread at a time.
 */
final class DiskWatch {
    /** The services come first. */
    static final Duration FIRST = Duration.ofMinutes(1);

    /** Between two rounds: in them a project can write what the disk takes in that time. */
    static final Duration ROUND = Duration.ofMinutes(5);

    /** Some ten million files, at some thousands a second for a cold disk. */
    private static final Walk WALK = Walk.unhurried(Duration.ofMinutes(30));

    private static final int PAUSES = 9;

    private final DiskBound bound;
    private final ProjectStore projects;
    private final BackgroundWork background;
    private final Scheduler scheduler;
    private final Deque<String> left = new ArrayDeque<>();

    DiskWatch(DiskBound bound, ProjectStore projects, BackgroundWork background, Scheduler scheduler) {
        this.bound = bound;
        this.projects = projects;
        this.background = background;
        this.scheduler = scheduler;
    }

    /** Until the background work is closed. */
    void start() {
        if (bound.isLimited()) {
            after(FIRST);
        } else {
            background.run(this::giveBack);
        }
    }

    private void after(Duration pause) {
        scheduler.schedule(
                pause,
                () -> background.run(() -> {
                    try {
                        next();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // we are being closed
                    }
                }));
    }

    private void next() throws InterruptedException {
        Duration pause = ROUND;
        try {
            if (left.isEmpty()) {
                left.addAll(names());
                bound.retain(new HashSet<>(left));
            }
            String project = left.poll();
            if (project != null) {
                long begin = System.nanoTime();
                bound.look(project, WALK);
                pause = left.isEmpty()
                        ? ROUND
                        : Duration.ofNanos(System.nanoTime() - begin).multipliedBy(PAUSES);
            }
        } finally {
            after(pause); // also if the store could not be read
        }
    }

    private void giveBack() {
        try {
            for (String project : names()) {
                bound.giveBack(project);
            }
            bound.retain(new HashSet<>());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> names() {
        return projects.list("", Integer.MAX_VALUE).stream()
                .map(ProjectRow::name)
                .toList();
    }
}
