package dev.shuttle.controlplane;

import dev.shuttle.controlplane.backup.Backup;
import dev.shuttle.controlplane.backup.BackupFile;
import dev.shuttle.controlplane.backup.BackupRecord;
import dev.shuttle.controlplane.backup.BackupSocket;
import dev.shuttle.controlplane.backup.ScheduledBackups;
import dev.shuttle.controlplane.backup.ScheduledBackups.Schedule;
import dev.shuttle.controlplane.database.StoreOfHome;
import dev.shuttle.controlplane.restore.ProjectRestore;
import dev.shuttle.controlplane.takeover.Leaving;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operator's commands to the running control plane, and its backups.
 *
 * @param backup of the home
 * @param restores of projects out of backups
 */
record Upkeep(Backup backup, ProjectRestore restores) {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** The folder in the home of the socket for commands. */
    static final String CONTROL = "control";

    /** Removes what restores before have left; does not go on with them. */
    static Upkeep open(Settings settings, Stored stored, Hosting hosting, Deploying deploying, Owned owned)
            throws IOException {
        Backup backup = new Backup(new Backup.Parts(
                stored.root(),
                stored.carried().version(),
                stored.vault().key(),
                stored.database()::copy,
                hosting.releases(),
                hosting.kinds().copied(),
                true,
                ServerKinds.notInTheHome(settings.stores())));
        backup.onFailure(deploying.webhooks()::backupFailed);
        ProjectRestore restores = owned.add(new ProjectRestore(new ProjectRestore.Parts(
                stored.root(),
                stored.database(),
                stored.vault(),
                hosting.releases(),
                hosting.resources(),
                hosting.kinds().restored(),
                new EngineProjects(deploying.engine(), backup))));
        restores.removeLeftovers();
        return new Upkeep(backup, restores);
    }

    /** Services do not depend on it. */
    void listen(Home home, Supplier<List<String>> troubles, Leaving leaving, Owned owned) {
        try {
            owned.add(BackupSocket.open(home.folder(CONTROL), backup, troubles, restores, leaving));
        } catch (IOException e) {
            LOG.warn(
                    "No backup can be made until the next start: the socket in {} cannot be created: {}. Is the disk"
                            + " full?",
                    home.root().resolve(CONTROL),
                    e.toString());
        }
    }

    /** Does nothing where the operator wants none. */
    void schedule(Settings settings, Home home, Deploying deploying, Owned owned) throws IOException {
        Schedule schedule = settings.backups();
        if (schedule == null) {
            return;
        }
        BackupFile.Content content = out -> backup.write(out, false, note -> LOG.info("In the backup: {}", note));
        ScheduledBackups backups = owned.add(new ScheduledBackups(
                schedule,
                StoreOfHome.nameOf(home.root()),
                new ScheduledBackups.Parts(
                        content, new BackupRecord(home.root()), deploying.webhooks()::backupFailed)));
        backups.start();
        LOG.info(
                "Backups to {}, each {}, of which {} are kept",
                schedule.directory(),
                schedule.every(),
                schedule.keep());
    }
}
