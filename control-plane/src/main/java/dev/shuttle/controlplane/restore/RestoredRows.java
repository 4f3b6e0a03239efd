package dev.shuttle.controlplane.restore;

import java.util.List;

/**
 * The rows that a project has got.
 *
 * @param startable whether there is a release that can be started
 * @param wasStopped whether it was stopped when the backup was made
 * @param lostDomains host names that it does not get, since others have them now
 */
record RestoredRows(boolean startable, boolean wasStopped, List<String> lostDomains) {
    RestoredRows {
        lostDomains = List.copyOf(lostDomains);
    }
}
