package dev.shuttle.controlplane.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this process could make control groups, see cgroups(7). With version 1 that is below the groups that we are in
 * ourselves, so that limits that hold for us hold for what we start. With version 2 a group cannot limit its children
 * while there are processes in it: we take a group at the top, as container engines do, which systemd leaves alone and
 * where hosts outlive us; or, where we may not, we move into a child of our own group, if it is ours alone (systemd's
 * {@code Delegate=yes}).
 */
final class Hierarchies {
    private static final Logger LOG = LoggerFactory.getLogger(Hierarchies.class);

    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;

    /** Below the group of a unit: where systemd runs what the unit does at a reload, such as to start a successor. */
    private static final String RELOAD = ".control";

    /** Threads a processor. */
    private static final int BUSY = 16;

    private final String name;
    private final Map<String, Path> own = new LinkedHashMap<>();
    private final List<Hierarchy> found = new ArrayList<>();

    private Hierarchies(String name) {
        this.name = name;
    }

    /**
     * Looks for them, and makes our directory in each.
     *
     * @param name of our directory
     */
    static List<Hierarchy> find(String name) {
        return find(name, Path.of("/proc/self"));
    }

    /** By the descriptions in {@code cgroup} and {@code mountinfo} of a process's directory. */
    static List<Hierarchy> find(String name, Path process) {
        Hierarchies hierarchies = new Hierarchies(name);
        try {
            for (String line : Files.readAllLines(process.resolve("cgroup"))) {
                String[] fields = line.split(":", 3);
                hierarchies.own.put(fields[1], Path.of(fields[2]));
            }
            for (String line : Files.readAllLines(process.resolve("mountinfo"))) {
                hierarchies.look(line.split(" ", -1));
            }
        } catch (IOException | ArrayIndexOutOfBoundsException e) {
            return List.of();
        }
        return hierarchies.found;
    }

    private void look(String[] mount) {
        int type = List.of(mount).indexOf("-") + 1;
        if (type == 0) {
            return;
        }
        Path root = Path.of(mount[ROOT]);
        Path point = Path.of(mount[MOUNT_POINT]);
        if (mount[type].equals("cgroup2")) {
            unified(root, point);
        } else if (mount[type].equals("cgroup")) {
            own.forEach((controllers, group) -> {
                Set<String> known = known(controllers, ",");
                if (!known.isEmpty() && Set.of(mount[type + 2].split(",", -1)).containsAll(known)) {
                    separate(below(root, point, group), known);
                }
            });
        }
    }

    private void separate(Path group, Set<String> controllers) {
        Path base = group.resolve(name);
        if (made(base)) {
            found.add(new Hierarchy(base, controllers, false));
            favour(base.resolve("cpu.shares"));
        }
    }

    /**
     * With version 1, all that we start together would get no more than one thread of another group. It gets as much as
     * {@value #BUSY} threads for each processor: about what builds and services would get without groups.
     */
    private static void favour(Path shares) {
        if (Files.exists(shares)) {
            try {
                Files.writeString(
                        shares,
                        Long.toString(1024L * BUSY * Runtime.getRuntime().availableProcessors()));
            } catch (IOException e) {
                LOG.debug("{}: {}", shares, e.toString()); // whether it limits is found out later
            }
        }
    }

    private void unified(Path root, Path point) {
        // Only the top of all has no type; a container sees a group as its top.
        Path top = point.resolve(name);
        if (!Files.exists(point.resolve("cgroup.type")) && enabled(point) && made(top)) {
            add(top);
            return;
        }
        Path ours = below(root, point, own.getOrDefault("", Path.of("/")));
        Path group = ours.endsWith(RELOAD) ? Objects.requireNonNull(ours.getParent()) : ours;
        if (moved(group, ours) && enabled(group) && made(group.resolve(name))) {
            add(group.resolve(name));
        }
    }

    private void add(Path base) {
        if (enabled(base)) {
            found.add(new Hierarchy(base, known(read(base.resolve("cgroup.subtree_control")), "\\s+"), true));
        }
    }

    /** Whether at least one controller is handed on to the groups below. */
    private static boolean enabled(Path group) {
        Set<String> wanted = known(read(group.resolve("cgroup.controllers")), "\\s+");
        wanted.removeAll(known(read(group.resolve("cgroup.subtree_control")), "\\s+"));
        for (String controller : wanted) {
            try {
                Files.writeString(group.resolve("cgroup.subtree_control"), "+" + controller);
            } catch (IOException e) {
                LOG.debug("{} in {}: {}", controller, group, e.toString()); // perhaps another one can be
            }
        }
        return !known(read(group.resolve("cgroup.subtree_control")), "\\s+").isEmpty();
    }

    /** We alone are in it, or none is if it is not the one that we are in; and now we are in a child of it. */
    private static boolean moved(Path group, Path ours) {
        String us = Long.toString(ProcessHandle.current().pid());
        Path child = group.resolve("control-plane");
        String inside = read(group.resolve("cgroup.procs")).strip();
        if (!inside.equals(group.equals(ours) ? us : "") || !made(child)) {
            return false;
        }
        try {
            Files.writeString(child.resolve("cgroup.procs"), us);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean made(Path directory) {
        return Files.isDirectory(directory) || directory.toFile().mkdir();
    }

    /** The path of a group, by how the kernel names it, in a file system that shows the part below {@code root}. */
    private static Path below(Path root, Path point, Path group) {
        return group.startsWith(root) ? point.resolve(root.relativize(group).toString()) : point;
    }

    private static Set<String> known(String list, String separator) {
        return List.of(list.strip().split(separator, -1)).stream()
                .filter(Hierarchy.KNOWN::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
