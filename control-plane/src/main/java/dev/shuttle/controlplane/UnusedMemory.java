package dev.shuttle.controlplane;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.shuttle.os.DaemonThreads;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this process give back memory that it does not use: a JVM keeps the heap that a peak took, and on a large machine
 * starts with several times what a control plane needs; the C library keeps what threads have freed. A bound by
 * {@code -Xmx} holds beside this.
 */
final class UnusedMemory {
    private static final Logger LOG = LoggerFactory.getLogger(UnusedMemory.class);

    /** Manageable at run time (JEP 346); in this order, since the least ratio may not be above the greatest. */
    private static final List<String> HEAP =
            List.of("MinHeapFreeRatio=10", "MaxHeapFreeRatio=30", "G1PeriodicGCInterval=60000");

    /** Of {@code jcmd}; of JDK 17.0.9, 21 and later, on Linux. */
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

    private static final String TRIM = "systemTrimNativeHeap";
    private static final int TRIM_SECONDS = 60;

    private UnusedMemory() {}

    /** From now on until the process ends; by a thread of its own, since a start need not wait for the JVM's beans. */
    static void giveBack() {
        ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("unused-memory"));
        clock.execute(UnusedMemory::boundFreeHeap);
        var unused = clock.scheduleWithFixedDelay(() -> trim(clock), TRIM_SECONDS, TRIM_SECONDS, TimeUnit.SECONDS);
    }

    private static void boundFreeHeap() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        for (String option : HEAP) {
            String[] parts = option.split("=", 2);
            try {
                jvm.setVMOption(parts[0], parts[1]);
            } catch (IllegalArgumentException e) {
                LOG.debug("The JVM does not take {}: {}", option, e.toString());
            }
        }
    }

    private static void trim(ScheduledExecutorService clock) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            server.invoke(new ObjectName(COMMANDS), TRIM, new Object[0], new String[0]);
        } catch (JMException | RuntimeException e) {
            LOG.debug("Memory of the C library is not given back: this JVM has no such command", e);
            clock.shutdown();
        }
    }
}
