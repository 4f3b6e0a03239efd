package dev.shuttle.controlplane.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.controlplane.sandbox.SandboxSupport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolationCheckTest {
    private static final SandboxSupport NOTHING =
            new SandboxSupport(false, "other users cannot reach /root/x", 0, Set.of(), false, "it is not installed");
    private static final SandboxSupport ALL =
            new SandboxSupport(true, "", 2, Set.of("cpu", "memory", "pids"), true, "");

    @Test
    void saysOkOfAllThatTheSandboxUses() {
        for (Finding finding : IsolationCheck.findings(ALL, true)) {
            assertEquals(Finding.Level.OK, finding.level(), finding::toString);
        }
    }

    @Test
    void failsForRootWhereTheSandboxFallsBackAndSaysWhy() {
        Finding users = IsolationCheck.findings(NOTHING, true).get(0);

        assertEquals(Finding.Level.FAIL, users.level());
        assertTrue(users.text().contains("other users cannot reach /root/x"), users::toString);
    }

    @Test
    void onlyNotesWhatIsMissingForAnOrdinaryUser() {
        for (Finding finding : IsolationCheck.findings(NOTHING, false)) {
            assertEquals(Finding.Level.NOTE, finding.level(), finding::toString);
        }
    }

    @Test
    void namesTheControllersThatAreMissing() {
        SandboxSupport some = new SandboxSupport(true, "", 1, Set.of("memory"), true, "");

        Finding groups = IsolationCheck.findings(some, true).get(2);

        assertTrue(groups.text().contains("version 1, without pids, cpu"), groups::toString);
    }

    @Test
    void agreesWithTheSandboxOfThisMachine(@TempDir Path home) {
        SandboxSupport support = Sandbox.look(home, List.of(Path.of(System.getProperty("java.home"), "bin", "java")));

        List<Finding> findings = new IsolationCheck(home, true).look();

        assertEquals(support.users(), findings.get(0).level() == Finding.Level.OK);
        assertEquals(support.bubblewrap(), findings.get(1).level() == Finding.Level.OK);
        assertEquals(support.controllers().size() == 3, findings.get(2).level() == Finding.Level.OK);
    }
}
