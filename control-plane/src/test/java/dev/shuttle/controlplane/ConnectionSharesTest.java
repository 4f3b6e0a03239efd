package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSharesTest {

    @ParameterizedTest
    @ValueSource(longs = {256, 1024, 4096, 20_000, 65_536, 1 << 20})
    void someDescriptorsAreThePlatformsOwn(long limit) {
        ConnectionShares shares = ConnectionShares.of(limit);

        assertTrue(limit - shares.api() - 2L * shares.proxy() >= Math.min(limit / 4, 2000), shares.toString());
    }

    @Test
    void thereAreEnoughWhereTheLimitIsHigh() {
        assertEquals(new ConnectionShares(2000, 10_000), ConnectionShares.of(65_536));
        assertEquals(new ConnectionShares(32, 48), ConnectionShares.of(256));
    }
}
