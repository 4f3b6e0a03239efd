package dev.shuttle.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JVMs that a control plane started: they carry their role and its home on their command line. */
final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    static Set<Long> hosts(Path home) throws IOException {
        return of(home, "-Dshuttle.role=host");
    }

    static Set<Long> builders(Path home) throws IOException {
        return of(home, "-Dshuttle.role=builder");
    }

    static Set<Long> all(Path home) throws IOException {
        return of(home, "-Dshuttle.role=");
    }

    private static Set<Long> of(Path home, String role) throws IOException {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(ProcessHandle::isAlive)
                    .map(ProcessHandle::pid)
                    .filter(pid -> {
                        List<String> line = commandLine(pid);
                        return line.contains("-Dshuttle.home=" + home)
                                && line.stream().anyMatch(argument -> argument.startsWith(role));
                    })
                    .collect(Collectors.toSet());
        }
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
