package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
    @Test
    void theLimitIsWhatTheJdkSays() {
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        assertEquals(Math.min(1 << 20, system.getMaxFileDescriptorCount()), Descriptors.limit());
    }

    @Test
    void theSoftLimitCounts() {
        assertEquals(1024, limit("Max open files            1024                 524288               files     "));
        assertEquals(
                Long.MAX_VALUE, limit("Max open files            unlimited            unlimited            files"));
    }

    @Test
    void anotherFormatIsNotGuessedAt() {
        assertThrows(IllegalArgumentException.class, () -> limit("Max processes 4 4 processes"));
        assertThrows(IllegalArgumentException.class, () -> limit("Max open files many"));
    }

    private static long limit(String line) {
        return Descriptors.limit(List.of("Limit  Soft Limit  Hard Limit  Units", line));
    }
}
