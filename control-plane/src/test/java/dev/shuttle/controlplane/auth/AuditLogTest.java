package dev.shuttle.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.os.AgeClock;
import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Key ANNA = new Key("k1", "anna", KeyScope.ADMIN, Instant.EPOCH, null, null);

    private static final Key BERT = new Key("k2", "bert", KeyScope.ADMIN, Instant.EPOCH, null, null);
    private static final Key MALLORY = new Key("k3", "mallory", KeyScope.ADMIN, Instant.EPOCH, null, null);
    private static final AuditLog.Bounds BOUNDS = new AuditLog.Bounds(100, 10);

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(System.currentTimeMillis());

    private Database database;
    private AuditLog log;

    @BeforeEach
    void open() {
        database = Database.open(Database.urlIn(folder));
        InstantSource clock = () -> Instant.ofEpochMilli(now.get());
        log = new AuditLog(database, BOUNDS, clock, new AgeClock(clock, System::nanoTime, null));
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
    void aClockThatIsSetAheadMakesNoEntryOld() {
        log.begin(asked("deploy", "shop"));
        now.addAndGet(Duration.ofDays(3 * 365).toMillis());

        for (int i = 0; i < 20; i++) {
            log.begin(asked("stop", "shop"));
        }

        assertEquals(21, log.list(null, null, 100).items().size());
        assertEquals(Instant.ofEpochMilli(now.get()), AuditLog.newest(database));
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

    @Test
    void equalRefusalsWithinAMinuteAreOneEntryWithACount() {
        for (int i = 0; i < 100; i++) {
            log.refused(asked("getProject", "shop"), 403);
        }
        assertEquals(100, only().count());
        assertEquals(403, only().status());

        log.refused(asked("deploy", "shop"), 403);
        now.addAndGet(Duration.ofSeconds(61).toMillis());
        log.refused(asked("getProject", "shop"), 403);

        assertEquals(
                List.of(1, 1, 100),
                log.list(null, null, 10).items().stream().map(AuditEntry::count).toList());
    }

    @Test
    void refusalsBeforeAClockIsSetBackCountNoneBehindIt() {
        log.refused(asked("deploy", "shop"), 403);
        now.addAndGet(-Duration.ofDays(1).toMillis());
        log.refused(asked("deploy", "shop"), 403);

        assertEquals(2, log.list(null, null, 10).items().size());
    }

    @Test
    void aKeyThatWritesALotPushesOutItsOwnEntriesOnly() {
        for (int i = 0; i < 3; i++) {
            log.begin(asked(ANNA, "deploy"));
            log.begin(asked(BERT, "stop"));
        }
        for (int i = 0; i < 1000; i++) {
            log.begin(asked(MALLORY, "restart"));
        }
        List<AuditEntry> left = log.list(null, null, 2000).items();
        assertEquals(
                3, left.stream().filter(entry -> entry.keyId().equals("k1")).count());
        assertEquals(
                3, left.stream().filter(entry -> entry.keyId().equals("k2")).count());
        assertTrue(left.size() <= BOUNDS.entries() + BOUNDS.tidiedEvery(), "entries: " + left.size());
        assertEquals("1006", left.get(0).id(), "the newest of it is kept");
    }

    @Test
    void keysThatAreEquallyBusyLoseTheirOldest() {
        for (int i = 0; i < 400; i++) {
            log.begin(asked(i % 2 == 0 ? ANNA : BERT, "deploy"));
        }
        assertTrue(log.list(null, null, 2000).items().size() <= BOUNDS.entries() + BOUNDS.tidiedEvery());
    }

    private AuditEntry only() {
        List<AuditEntry> items = log.list(null, null, 10).items();
        assertEquals(1, items.size());
        return items.get(0);
    }

    private static AuditLog.Asked asked(Key key, String action) {
        return new AuditLog.Asked(key, "10.0.0.1", action, "/", null, "r1");
    }

    private static AuditLog.Asked asked(String action, String project) {
        return new AuditLog.Asked(ANNA, "10.0.0.1", action, "/deploy", project, "r1");
    }

    private static List<String> texts(AuditEntry entry) {
        return List.of(entry.actor(), entry.keyId(), entry.from(), entry.action(), entry.path(), entry.requestId());
    }
}
