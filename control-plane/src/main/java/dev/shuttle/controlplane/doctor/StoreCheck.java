package dev.shuttle.controlplane.doctor;

import dev.shuttle.controlplane.backup.Restore;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StoreOfHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store, if it is not open.
 *
 * @param home where it is
 * @param url where it is elsewhere, or null
 * @param holder who has it open
 */
record StoreCheck(Path home, @Nullable String url, LockHolder holder) implements Check {

    @Override
    public List<Finding> look() {
        return List.of(one());
    }

    private Finding one() {
        try {
            Restore.requireNoneUnfinished(home);
            if (holder.isHeld()) {
                return Finding.ok("store", "is in use; it is checked when no control plane runs");
            }
            if (url == null && !Files.exists(Database.fileIn(home.resolve("store")))) {
                new StoreOfHome(home, Database.urlIn(home.resolve("store")), null).look();
                return Finding.ok("store", "the first start creates it");
            }
            String place = url == null ? Database.urlIn(home.resolve("store")) : url;
            Finding schema = schema(Database.schema(place));
            if (schema.level() == Finding.Level.OK) {
                new StoreOfHome(home, place, null).look();
            }
            return schema;
        } catch (IOException e) {
            return Finding.fail("store", String.valueOf(e.getMessage()));
        }
    }

    private static Finding schema(Optional<String> schema) {
        if (schema.isEmpty()) {
            return Finding.fail(
                    "store", "it cannot be read: is it damaged, or owned by another user? Restore a backup.");
        }
        if (!Database.knows(schema.get())) {
            return Finding.fail(
                    "store",
                    "it was written by a newer Shuttle (schema " + schema.get()
                            + "): start that one, or restore a backup made before the upgrade.");
        }
        return Finding.ok("store", "readable, schema " + schema.get());
    }
}
