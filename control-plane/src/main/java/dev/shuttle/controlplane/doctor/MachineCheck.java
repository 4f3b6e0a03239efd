package dev.shuttle.controlplane.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.shuttle.os.Executables;
import dev.shuttle.resources.Platform;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits of the operating system.
 *
 * @param ownPostgres whether our PostgreSQL is to run here
 * @param ownRedis whether our Redis is to run here
 */
record MachineCheck(boolean ownPostgres, boolean ownRedis) implements Check {
    /** Two for each connection that the proxy forwards, and some for each service and follower of logs. */
    private static final long ENOUGH_FILES = 65_536;

    private static final long TOO_FEW_FILES = 1_024;

    @Override
    public List<Finding> look() {
        return List.of(files(), names(), servers());
    }

    private static Finding files() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long most = system.getMaxFileDescriptorCount();
            String text = most + " files and connections at a time";
            if (most >= ENOUGH_FILES) {
                return Finding.ok("open files", text);
            }
            String more = text + ": raise it (LimitNOFILE=" + ENOUGH_FILES + " in the unit, or ulimit -n).";
            return most <= TOO_FEW_FILES ? Finding.fail("open files", more) : Finding.note("open files", more);
        }
        return Finding.note("open files", "their limit is unknown on this system");
    }

    private static Finding names() {
        String encoding = System.getProperty("sun.jnu.encoding", "");
        return encoding.equalsIgnoreCase("UTF-8")
                ? Finding.ok("locale", "file names are UTF-8")
                : Finding.note(
                        "locale",
                        "file names are " + encoding
                                + ": sources with non-ASCII names are refused, and backups omit files with"
                                + " such names. Set LC_ALL=C.UTF-8.");
    }

    private Finding servers() {
        Platform platform = Platform.current();
        List<String> missing = new ArrayList<>();
        if (ownPostgres && platform.postgres().isEmpty()) {
            missing.add("PostgreSQL: use your own server with SHUTTLE_POSTGRES_URL");
        }
        if (ownRedis
                && platform.redis().isEmpty()
                && Executables.find("redis-server").isEmpty()) {
            missing.add("Redis: install redis-server, or use your own server with SHUTTLE_REDIS_URL");
        }
        return missing.isEmpty()
                ? Finding.ok("machine", platform + ", with embedded servers, or your own")
                : Finding.note("machine", platform + ", for which there is no " + String.join("; no ", missing) + ".");
    }
}
