package dev.shuttle.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of a control plane: JVMs, which carry their role and its home on their command line, and embedded servers,
 * which work in a folder of its home.
 */
final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    static Set<Long> hosts(Path home) {
        return of(home, "-Dshuttle.role=host");
    }

    /** The deployments whose hosts run, one for each of their JVMs, in order. */
    static List<String> hosted(Path home) {
        String name = "-Dshuttle.deployment=";
        return hosts(home).stream()
                .filter(pid -> program(pid).equals("java"))
                .flatMap(pid -> commandLine(pid).stream())
                .filter(argument -> argument.startsWith(name))
                .map(argument -> argument.substring(name.length()))
                .sorted()
                .toList();
    }

    /** Those that run: one that waits for the next build of its project is stopped. */
    static Set<Long> builders(Path home) {
        Set<Long> builders = of(home, "-Dshuttle.role=builder");
        builders.removeIf(Processes::isStopped);
        return builders;
    }

    private static boolean isStopped(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("T");
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    static Set<Long> all(Path home) {
        return of(home, "-Dshuttle.role=");
    }

    /** The first processes of PostgreSQL; those that serve its clients are their children. */
    static Set<Long> postgres(Path home) {
        Set<Long> all = those(pid -> program(pid).equals("postgres") && isOf(home, pid));
        Set<Long> first = new HashSet<>(all);
        first.removeIf(pid -> ProcessHandle.of(pid) // a child has its parent's command line until it renames itself
                .flatMap(ProcessHandle::parent)
                .filter(parent -> all.contains(parent.pid()))
                .isPresent());
        return first;
    }

    static Set<Long> redis(Path home) {
        return those(pid -> program(pid).startsWith("redis-server") && isOf(home, pid));
    }

    /** JVMs, servers, and whatever else works in the home. */
    static Set<Long> left(Path home) {
        Set<Long> left = those(pid -> isOf(home, pid));
        left.addAll(all(home));
        return left;
    }

    /** Seconds for a {@code sleep} that is known by them: no other run's processes have them on their command line. */
    static String uncommonSeconds() {
        return "31337." + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);
    }

    private static Set<Long> of(Path home, String role) {
        return those(pid -> {
            List<String> line = commandLine(pid);
            return line.contains("-Dshuttle.home=" + home)
                    && line.stream().anyMatch(argument -> argument.startsWith(role));
        });
    }

    private static Set<Long> those(Predicate<Long> wanted) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(ProcessHandle::isAlive)
                    .map(ProcessHandle::pid)
                    .filter(wanted)
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    /** The file's name of what runs there; of PostgreSQL's children, which rename themselves, nothing useful. */
    private static String program(long pid) {
        String first = commandLine(pid).stream().findFirst().orElse("").split(" ", 2)[0];
        return first.substring(first.lastIndexOf('/') + 1);
    }

    /** Servers work in their data folder, or name it. */
    private static boolean isOf(Path home, long pid) {
        try {
            if (PROC.resolve(pid + "/cwd").toRealPath().startsWith(home)) {
                return true;
            }
        } catch (IOException goneOrNotOurs) {
            // then by its command line
        }
        String program = program(pid);
        return (program.startsWith("postgres") || program.startsWith("redis-server"))
                && commandLine(pid).stream().anyMatch(argument -> argument.contains(home.toString()));
    }

    /** From /proc where there is one: ProcessHandle gives no arguments of a long command line there. */
    private static List<String> commandLine(long pid) {
        if (!Files.isDirectory(PROC)) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().arguments())
                    .map(List::of)
                    .orElse(List.of());
        }
        try {
            String line = Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(line.split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }
}
