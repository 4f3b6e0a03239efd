package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.ProcessTable.Use;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    @Test
    void aProcessCountsWithThoseThatItHasStarted() throws Exception {
        Process busy = new ProcessBuilder("sh", "-c", "sh -c 'while :; do :; done' & wait").start();
        Process idle = new ProcessBuilder("sleep", "60").start();
        try {
            long end = System.nanoTime() + PATIENCE;
            Map<Long, Use> uses = uses(busy, idle);
            while (use(uses, busy).cpuMillis() < 100 && System.nanoTime() < end) {
                Thread.onSpinWait();
                uses = uses(busy, idle);
            }
            Use its = use(uses, busy);
            assertTrue(its.cpuMillis() >= 100, "the child's time is its own: " + its);
            assertTrue(its.residentBytes() > ProcFs.residentBytes(busy.pid()), "two processes have more than one");
            assertTrue(use(uses, idle).cpuMillis() < 100, "one that sleeps takes none: " + uses);
        } finally {
            busy.descendants().forEach(ProcessHandle::destroyForcibly);
            busy.destroyForcibly().waitFor();
            idle.destroyForcibly().waitFor();
        }
        assertEquals(Map.of(), uses(busy, idle), "those that are gone have nothing");
    }

    @Test
    void memoryIsThatOfTheSystem() {
        long own = ProcessHandle.current().pid();
        long seen = Objects.requireNonNull(ProcessTable.read().of(List.of(own)).get(own))
                .residentBytes();
        long told = ProcFs.residentBytes(own);
        assertTrue(seen > told / 2 && seen < told * 2, seen + " against " + told);
    }

    private static Use use(Map<Long, Use> uses, Process process) {
        return Objects.requireNonNull(uses.get(process.pid()));
    }

    private static Map<Long, Use> uses(Process... processes) {
        return ProcessTable.read()
                .of(List.of(processes).stream().map(Process::pid).toList());
    }
}
