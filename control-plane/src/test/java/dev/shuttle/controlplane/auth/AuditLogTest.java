package dev.shuttle.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.Page;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Key ANNA = new Key("k1", "anna", KeyScope.ADMIN, Instant.EPOCH, null, null);

    @TempDir
    Path folder;

    private Database database;
    private AuditLog log;

    @BeforeEach
    void open() {
        database = Database.open(Database.urlIn(folder));
        log = new AuditLog(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anEntryIsThereBeforeItsResultIsAndIsToldItOnce() {
        long entry = log.begin(asked("deploy", "shop"));
        assertNull(only().status());

        log.done(entry, 202, "d1", null);
        log.done(entry, 500, "d2", "/other");

        AuditEntry told = only();
        assertEquals(202, told.status());
        assertEquals("d1", told.deployment());
        assertEquals(List.of("anna", "k1", "10.0.0.1", "deploy", "/deploy", "r1"), texts(told));
    }

    @Test
    void whatWasMadeIsNamedInPlaceOfWhereItWasAskedFor() {
        log.done(log.begin(asked("createKey", "shop")), 201, null, "/keys/k2");
        assertEquals("/keys/k2", only().path());
    }

    @Test
    void entriesComeNewestFirstPageByPageAndByProject() {
        for (String project : List.of("a", "b", "a", "a")) {
            log.done(log.begin(asked("restart", project)), 202, null, null);
        }
        Page<AuditEntry> first = log.list("a", null, 2);
        assertEquals(
                List.of("4", "3"), first.items().stream().map(AuditEntry::id).toList());
        Page<AuditEntry> second = log.list("a", Long.valueOf(String.valueOf(first.next())), 2);
        assertEquals(List.of("1"), second.items().stream().map(AuditEntry::id).toList());
        assertNull(second.next());
        assertEquals(4, log.list(null, null, 10).items().size());
    }

    @Test
    void aPathThatIsTooLongIsCut() {
        log.begin(new AuditLog.Asked(ANNA, "::1", "x", "/" + "y".repeat(5000), null, "r"));
        assertEquals(1000, only().path().length());
    }

    private AuditEntry only() {
        List<AuditEntry> items = log.list(null, null, 10).items();
        assertEquals(1, items.size());
        return items.get(0);
    }

    private static AuditLog.Asked asked(String action, String project) {
        return new AuditLog.Asked(ANNA, "10.0.0.1", action, "/deploy", project, "r1");
    }

    private static List<String> texts(AuditEntry entry) {
        return List.of(entry.actor(), entry.keyId(), entry.from(), entry.action(), entry.path(), entry.requestId());
    }
}
