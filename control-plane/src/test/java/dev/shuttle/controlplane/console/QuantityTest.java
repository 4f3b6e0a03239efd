package dev.shuttle.controlplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuantityTest {
    @Test
    void numbersHaveThreeDigitsThatCount() {
        assertEquals("0", Quantity.digits(0));
        assertEquals("0.25", Quantity.digits(0.25));
        assertEquals("12.5", Quantity.digits(12.5));
        assertEquals("100", Quantity.digits(100));
        assertEquals("1,234", Quantity.digits(1234.4));
        assertEquals("10", Quantity.digits(10.0));
    }

    @Test
    void unitsAreThoseThatFit() {
        assertEquals("1.5 KiB", Quantity.bytes(1536L));
        assertEquals("–", Quantity.bytes(null));
        assertEquals("12.5 ms", Quantity.millis(12.5));
        assertEquals("1.2 s", Quantity.millis(1200.0));
        assertEquals("2.5", Quantity.rate(25, 10));
        assertEquals("0.5 %", Quantity.share(1, 200));
        assertEquals("–", Quantity.share(0, 0));
    }
}
