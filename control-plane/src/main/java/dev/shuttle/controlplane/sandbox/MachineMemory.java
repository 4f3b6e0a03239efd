package dev.shuttle.controlplane.sandbox;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory there is: the machine's, or of a container with a limit that limit. */
public final class MachineMemory {
    /** In proc_meminfo(5). */
    private static final String AVAILABLE = "MemAvailable:";

    private MachineMemory() {}

    static long bytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /**
     * Memory that programs could take without swapping, of the whole machine.
     *
     * @return bytes; where that is not known, as many as one likes
     */
    public static long available() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith(AVAILABLE))
                    .map(line ->
                            line.substring(AVAILABLE.length()).replace("kB", "").strip())
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException | NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
