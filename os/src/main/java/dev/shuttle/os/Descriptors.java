package dev.shuttle.os;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The file descriptors of this process. */
public final class Descriptors {
    /** Where the system does not say, and the most that anything here is measured by. */
    private static final long PLENTY = 1 << 20;

    private Descriptors() {}

    /** How many there may be at a time, see ulimit(1p). */
    public static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? Math.min(PLENTY, unix.getMaxFileDescriptorCount())
                : PLENTY;
    }
}
