package dev.shuttle.it;

import static dev.shuttle.it.KillPoint.*;

import java.util.EnumSet;
import java.util.Set;

/** An operation during which the control plane is killed, and the kill points on its way. */
enum KilledOperation {
    FIRST_DEPLOY(EnumSet.range(UPLOAD, SWITCHED)),
    REDEPLOY(
            EnumSet.of(UPLOAD, ENQUEUED, COMMIT, COMMITTED, WRITE, BUILDING, KEPT, RELEASED, HOST_LAUNCHED),
            EnumSet.range(SERVES, LIBRARIES)),
    ROLLBACK(EnumSet.range(ENQUEUE, WRITE), EnumSet.of(PROVISION, GIVEN), EnumSet.range(START, OLD_STOPPED)),
    RESTART(EnumSet.range(ENQUEUE, WRITE), EnumSet.of(PROVISION, GIVEN), EnumSet.range(START, OLD_STOPPED)),
    SECRET(
            EnumSet.of(KillPoint.SECRET, SECRET_SET, ENQUEUE, ENQUEUED, COMMIT, COMMITTED, WRITE),
            EnumSet.of(GIVEN, HOST_LAUNCHED, SERVES, ROUTE, OLD_STOP)),
    DELETE(
            EnumSet.of(UNROUTED, FORGET, FORGOTTEN, LOG_DELETED, COMMIT, COMMITTED, WRITE),
            EnumSet.of(DRAIN, DRAINED, OLD_STOP, OLD_STOPPED, PRUNE, PRUNED, LIBRARIES)),
    DELETE_WITH_DATA(
            EnumSet.of(UNROUTED, FORGET, FORGOTTEN, DRAIN, OLD_STOPPED, COMMIT, COMMITTED, WRITE),
            EnumSet.range(DESTROY, DATA_GONE)),
    /** After a kill during a restart. */
    START_AGAIN(EnumSet.of(ROUTE, COMMIT, COMMITTED, WRITE), EnumSet.range(SWEEP_BUILDS, RESUMED));

    @SuppressWarnings("ImmutableEnumChecker") // only read
    final Set<KillPoint> points = EnumSet.noneOf(KillPoint.class);

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    KilledOperation(Set<KillPoint>... all) {
        for (Set<KillPoint> some : all) {
            points.addAll(some);
        }
    }
}
