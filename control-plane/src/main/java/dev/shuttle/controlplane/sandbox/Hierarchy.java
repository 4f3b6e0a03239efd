package dev.shuttle.controlplane.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * A directory of the kernel's in which we may make groups.
 *
 * @param base where ours are made
 * @param controllers of {@link #KNOWN}, those that limit here
 * @param unified whether it is one of version 2
 */
record Hierarchy(Path base, Set<String> controllers, boolean unified) {

    static final Set<String> KNOWN = Set.of("memory", "pids", "cpu");

    /** Makes a group in it, or finds it. */
    Path make(String name, GroupLimits limits) throws IOException {
        Path group = base.resolve(name);
        Files.createDirectories(group);
        for (String controller : controllers) {
            limit(group, controller, limits);
        }
        return group;
    }

    /** Without the controllers that do not work here. */
    Hierarchy tried(String name, GroupLimits limits) {
        Set<String> working = new TreeSet<>();
        for (String controller : controllers) {
            Hierarchy one = new Hierarchy(base, Set.of(controller), unified);
            try {
                Files.delete(one.make(name, limits));
                working.add(controller);
            } catch (IOException e) {
                one.base.resolve(name).toFile().delete();
            }
        }
        return new Hierarchy(base, working, unified);
    }

    private void limit(Path group, String controller, GroupLimits limits) throws IOException {
        switch (controller) {
            case "memory" -> limitMemory(group, limits.memory());
            case "pids" -> write(group, "pids.max", limits.processes());
            default -> {
                if (unified) {
                    write(group, "cpu.weight", Math.max(1, limits.weight() * 100 / 1024));
                } else {
                    write(group, "cpu.shares", limits.weight());
                }
            }
        }
    }

    /** Swap counts too where the kernel counts it: a host that swaps slows down the others. */
    private void limitMemory(Path group, long bytes) throws IOException {
        if (unified) {
            write(group, "memory.max", bytes);
            writeIfThere(group, "memory.swap.max", 0);
            writeIfThere(group, "memory.oom.group", 1);
        } else {
            write(group, "memory.limit_in_bytes", bytes);
            writeIfThere(group, "memory.memsw.limit_in_bytes", bytes);
        }
    }

    private static void writeIfThere(Path group, String file, long value) throws IOException {
        if (Files.exists(group.resolve(file))) {
            write(group, file, value);
        }
    }

    static void write(Path group, String file, long value) throws IOException {
        Files.writeString(group.resolve(file), Long.toString(value));
    }
}
