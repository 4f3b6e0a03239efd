package dev.shuttle.os;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file descriptors of this process. */
public final class Descriptors {
    private static final Path LIMITS = Path.of("/proc/self/limits");

    /** Where the system does not say, and the most that anything here is measured by. */
    private static final long PLENTY = 1 << 20;

    private Descriptors() {}

    /** How many there may be at a time, see ulimit(1p). */
    public static long limit() {
        try {
            return Math.min(PLENTY, limit(Files.readAllLines(LIMITS)));
        } catch (IOException | IllegalArgumentException e) { // no Linux; slower
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? Math.min(PLENTY, unix.getMaxFileDescriptorCount())
                    : PLENTY;
        }
    }

    /** The soft one, see proc(5). */
    static long limit(List<String> limits) {
        String line = limits.stream()
                .filter(each -> each.startsWith("Max open files"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line of open files"));
        String soft = line.substring("Max open files".length()).strip().split("\\s+", 2)[0];
        return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
    }
}
