package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 KiB",
        "512, 0.5 KiB",
        "1048576, 1 MiB",
        "1293942784, 1.2 GiB",
        "21474836480, 20 GiB",
        "123456789, 118 MiB",
        "2199023255552, 2 TiB"
    })
    void isWrittenAsPeopleSayIt(long bytes, String text) {
        assertEquals(text, ByteSize.text(bytes));
    }
}
