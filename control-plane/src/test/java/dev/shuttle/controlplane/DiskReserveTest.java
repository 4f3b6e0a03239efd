package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.os.Disk;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReserveTest {

    @Test
    void aStartOnAFullDiskHasItsRoomAndMakesItAgainWhenThereIsSome() throws Exception {
        try (SmallDisk disk = SmallDisk.of(300);
                DiskReserve reserve = new DiskReserve(disk.folder())) {
            Path file = disk.folder().resolve("reserve");
            reserve.make();
            assertEquals(DiskReserve.BYTES, Files.size(file));
            disk.fill();

            reserve.releaseIfFull();

            assertFalse(Files.exists(file));
            assertTrue(Disk.free(disk.folder()) >= DiskReserve.BYTES);
            try (Database store = Database.open(Database.urlIn(disk.folder()))) {
                store.jdbi().useHandle(handle -> handle.execute("delete from project"));
            }
            reserve.make();
            assertFalse(Files.exists(file), "It took the little room that there is");
            disk.makeRoom();
            reserve.make();
            assertEquals(DiskReserve.BYTES, Files.size(file));
        }
    }

    @Test
    void halfOfOneIsMadeWholeAndAnotherStartLeavesIt(@TempDir Path home) throws Exception {
        Path file = Files.write(home.resolve("reserve"), new byte[100]);
        try (DiskReserve reserve = new DiskReserve(home)) {
            reserve.make();
            assertEquals(DiskReserve.BYTES, Files.size(file));
            reserve.releaseIfFull();
            assertTrue(Files.exists(file));
        }
    }
}
