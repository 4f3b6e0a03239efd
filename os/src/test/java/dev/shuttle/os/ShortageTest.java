package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class ShortageTest {

    @Test
    void isToldFromAFailureOfWhatWasLookedAt() {
        assertTrue(Shortage.caused(new IOException("x", new SocketException("Too many open files"))));
        assertTrue(Shortage.caused(new IOException("error=24, Too many open files in system")));
        assertTrue(Shortage.caused(new OutOfMemoryError("unable to create native thread: possibly out of memory")));
        assertTrue(Shortage.caused(new IOException("No space left on device")));
        assertFalse(Shortage.caused(new ConnectException("Connection refused")));
        assertFalse(Shortage.caused(new OutOfMemoryError("Java heap space")));
        assertFalse(Shortage.caused(null));
    }
}
