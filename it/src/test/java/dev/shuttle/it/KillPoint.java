package dev.shuttle.it;

/**
 * A place in the control plane's code at which a test ends it. Names are those of the code; one that has gone fails the
 * test that asks for it.
 */
enum KillPoint {
    UPLOAD(When.BEFORE, "api.Uploads", "requireGzip"),
    ENQUEUE(When.BEFORE, "deployment.QueueStore", "enqueue"),
    ENQUEUED(When.AFTER, "deployment.QueueStore", "enqueue"),
    CLAIMED(When.AFTER, "deployment.QueueStore", "claim", 3),
    STEP_BEGUN(When.AFTER, "deployment.Pipeline", "begin", 6),

    COMMIT(When.BEFORE, "org.h2.mvstore.tx.Transaction", "commit", 15),
    COMMITTED(When.AFTER, "org.h2.mvstore.tx.Transaction", "commit", 15),
    WRITE(When.BEFORE, "org.h2.mvstore.SingleFileStore", "writeFully", 20),

    UNPACK(When.BEFORE, "deployment.UnpackStep", "run"),
    UNPACKED(When.AFTER, "deployment.UnpackStep", "run"),
    BUILD(When.BEFORE, "deployment.BuildStep", "run"),
    BUILDING(When.BEFORE, "build.BuildFailureExplainer", "take", 8),
    BUILT(When.BEFORE, "build.BuildReport", "read"),
    PLAN(When.BEFORE, "deployment.PlanStep", "run"),
    LIBRARY_KEPT(When.AFTER, "release.LibraryStore", "keep"),
    KEEP(When.BEFORE, "release.ClassTree", "copy"),
    KEPT(When.AFTER, "release.Releases", "keep"),
    RELEASED(When.AFTER, "deployment.DeploymentStore", "setRelease"),

    PROVISION(When.BEFORE, "deployment.ProvisionStep", "run"),
    RESOURCE_LISTED(When.AFTER, "resource.ResourceStore", "insert", 3),
    ROLE_MADE(When.AFTER, "dev.shuttle.resources.postgres.PostgresShares", "ensureRole"),
    DATABASE_MADE(When.AFTER, "dev.shuttle.resources.postgres.PostgresShares", "ensureDatabase"),
    SERVER_LAUNCHED(When.AFTER, "dev.shuttle.resources.ServerCommand", "start"),
    GIVEN(When.AFTER, "resource.ResourceStore", "give"),

    START(When.BEFORE, "deployment.StartStep", "run"),
    HOST_DIRECTORY_MADE(When.AFTER, "host.jvm.HostDirectory", "create"),
    HOST_LAUNCHED(When.AFTER, "host.jvm.HostProcess", "launch"),
    HOST_NOTED(When.AFTER, "host.jvm.HostDirectory", "writePid"),
    HOST_DIALLED(When.AFTER, "host.jvm.HostStart", "dial"),
    HOST_READY(When.AFTER, "host.jvm.HostStart", "run"),

    SWITCH(When.BEFORE, "deployment.SwitchStep", "run"),
    SERVES(When.AFTER, "deployment.DeploymentStore", "serve"),
    ROUTE(When.BEFORE, "proxy.RoutingTable", "put"),
    ROUTED(When.AFTER, "proxy.RoutingTable", "put"),
    SWITCHED(When.AFTER, "deployment.SwitchStep", "run"),
    DRAIN(When.BEFORE, "deployment.Switchover", "drain"),
    DRAINED(When.AFTER, "deployment.Switchover", "drain"),
    OLD_STOP(When.BEFORE, "host.jvm.HostJvm", "askedToStop"),
    OLD_STOPPED(When.AFTER, "host.jvm.DedicatedService", "stop"),
    PRUNE(When.BEFORE, "release.Releases", "delete"),
    PRUNED(When.AFTER, "release.Releases", "delete"),
    UNRELEASED(When.AFTER, "deployment.DeploymentStore", "clearRelease"),
    LIBRARIES(When.BEFORE, "release.LibraryStore", "deleteAllBut"),

    SECRET(When.BEFORE, "resource.SecretStore", "change"),
    SECRET_SET(When.AFTER, "resource.SecretStore", "change"),

    UNROUTED(When.AFTER, "deployment.Switchover", "remove"),
    FORGET(When.BEFORE, "project.DeletionStore", "forget"),
    FORGOTTEN(When.AFTER, "project.DeletionStore", "forget"),
    LOG_DELETED(When.BEFORE, "log.DeploymentLogs", "delete"),
    DESTROY(When.BEFORE, "resource.Resources", "destroy", 3),
    DATABASE_DROPPED(When.AFTER, "dev.shuttle.resources.postgres.PostgresShares", "destroy"),
    REDIS_DELETED(When.AFTER, "dev.shuttle.resources.redis.RedisProject", "destroy"),
    RESOURCE_GONE(When.AFTER, "resource.ResourceStore", "delete", 3),
    DATA_GONE(When.BEFORE, "project.DeletionStore", "finish"),

    SWEEP_BUILDS(When.BEFORE, "build.Builder", "removeLeftovers"),
    FAIL(When.BEFORE, "deployment.DeploymentEngine", "failInterrupted"),
    FAILED(When.AFTER, "deployment.DeploymentStore", "fail"),
    SWEEP(When.BEFORE, "deployment.Workspaces", "sweep"),
    ADOPT(When.AFTER, "host.jvm.OrphanedHost", "alive", 3),
    END_LEFT(When.BEFORE, "host.jvm.OrphanedHost", "end"),
    RESUMED(When.AFTER, "deployment.Adoption", "resume", 3),

    FOLDER_MADE(When.AFTER, "sun.nio.fs.UnixFileSystemProvider", "createDirectory"),
    FILE_OPENED(When.AFTER, "sun.nio.fs.UnixFileSystemProvider", "newFileChannel"),
    FILE_NEW(When.AFTER, "dev.shuttle.os.NewFile", "create"),
    FILE_MOVE(When.BEFORE, "sun.nio.fs.UnixFileSystemProvider", "move"),
    FILE_DELETED(When.AFTER, "sun.nio.fs.UnixFileSystemProvider", "implDelete"),
    BACKUP_SOCKET_BOUND(When.BEFORE, "backup.BackupSocket", "start"),
    RESERVE_MADE(When.BEFORE, "DiskReserve", "write"),

    RESTORE_STORE_READ(When.AFTER, "restore.BackupRowsStore", "resources"),
    RESTORE_UNPACKED(When.BEFORE, "dev.shuttle.resources.postgres.EmbeddedPostgres", "adopt"),
    RESTORE_PRUNED(When.AFTER, "dev.shuttle.resources.postgres.PostgresAdoption", "dropDatabases"),
    RESTORE_RELEASES_PLACED(When.AFTER, "release.Releases", "adopt"),
    RESTORE_DATA_PLACED(When.AFTER, "dev.shuttle.resources.RestoredFolder", "place", 3),
    RESTORE_COMMITTED(When.BEFORE, "deployment.DeploymentEngine", "appear"),
    REPLACED_GONE(When.BEFORE, "restore.ProjectRestore", "place");

    final When when;
    final String className;
    final String method;
    final int passages;

    /** At the first instruction, or when the method has returned, by an exception too. */
    enum When {
        BEFORE,
        AFTER
    }

    KillPoint(When when, String className, String method) {
        this(when, className, method, 1);
    }

    /** Passed several times in a flow: a test chooses one of these. */
    KillPoint(When when, String className, String method, int passages) {
        this.when = when;
        this.className = className.matches("(org|dev|sun)\\..*") ? className : "dev.shuttle.controlplane." + className;
        this.method = method;
        this.passages = passages;
    }
}
