package dev.shuttle.controlplane;

import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.resource.CustomFolder;
import dev.shuttle.controlplane.resource.PlatformSecretStore;
import dev.shuttle.controlplane.restore.RestoredData;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.resources.BackupSource;
import dev.shuttle.resources.BinarySource;
import dev.shuttle.resources.Platform;
import dev.shuttle.resources.Platform.Artifact;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.folder.Folders;
import dev.shuttle.resources.postgres.EmbeddedPostgres;
import dev.shuttle.resources.postgres.OperatorPostgres;
import dev.shuttle.resources.postgres.PostgresUrl;
import dev.shuttle.resources.redis.EmbeddedRedis;
import dev.shuttle.resources.redis.OperatorRedis;
import dev.shuttle.resources.redis.RedisUrl;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who makes which kind of resource: servers that are brought along, or the operator's own. Starts none of them. */
final class ServerKinds {
    private final Path home;
    private final Bundle carried;
    private final PlatformSecretStore passwords;
    private final Sandbox sandbox;
    private final Folders folders;
    private final List<BackupSource> copied = new ArrayList<>();
    private @Nullable EmbeddedPostgres ownPostgres;
    private @Nullable EmbeddedRedis ownRedis;

    ServerKinds(Path home, Bundle carried, PlatformSecretStore passwords, Sandbox sandbox) {
        this.sandbox = sandbox;
        this.home = home;
        this.carried = carried;
        this.passwords = passwords;
        this.folders = new Folders(home.resolve("folders"));
    }

    Map<String, Provisioner> all(Settings.Stores stores) {
        PostgresUrl postgres = stores.postgres();
        RedisUrl redis = stores.redis();
        return Map.of(
                ResourceRequest.POSTGRES,
                postgres == null ? postgres() : new OperatorPostgres(postgres, passwords.of("installation")),
                ResourceRequest.REDIS,
                redis == null ? redis() : new OperatorRedis(redis),
                ResourceRequest.FOLDER,
                folders);
    }

    /** For an annotation of an app's own. */
    Provisioner custom(String type) {
        return new CustomFolder(folders, type);
    }

    /** Those whose data lie in the home. */
    List<BackupSource> copied() {
        return copied;
    }

    /** The data that a backup of the home does not contain. */
    static List<String> notInTheHome(Settings.Stores stores) {
        List<String> notes = new ArrayList<>();
        if (stores.postgres() != null) {
            notes.add("The databases on the server of SHUTTLE_POSTGRES_URL are not included: dump them with pg_dump.");
        }
        if (stores.redis() != null) {
            notes.add("The keys on the server of SHUTTLE_REDIS_URL are not included: back up that server separately.");
        }
        return notes;
    }

    private <T extends BackupSource> T copied(T server) {
        copied.add(server);
        return server;
    }

    /** Those that take the data of one project out of a backup; after {@link #all}. */
    RestoredData restored() {
        return new RestoredData(folders, ownRedis, ownPostgres);
    }

    private Provisioner postgres() {
        ownPostgres = copied(new EmbeddedPostgres(
                home.resolve("postgres"),
                carried("PostgreSQL", Platform.current().postgres()),
                () -> passwords.of("postgres"),
                (pid, port) -> sandbox.contain("PostgreSQL", pid, port),
                project -> (pid, port) -> sandbox.boundStrangers("the PostgreSQL of " + project, project, port)));
        return ownPostgres;
    }

    private Provisioner redis() {
        ownRedis = copied(new EmbeddedRedis(
                home.resolve("redis"),
                carried("Redis", Platform.current().redis()),
                project -> (pid, port) -> sandbox.boundStrangers("the Redis of " + project, project, port)));
        return ownRedis;
    }

    private BinarySource carried(String server, Optional<Artifact> artifact) {
        return () -> carried.server(artifact.map(Artifact::artifactId)
                .orElseThrow(() -> new IOException("There are no binaries of " + server + " for " + Platform.current()
                        + ". Use your own"
                        + " server with SHUTTLE_POSTGRES_URL or SHUTTLE_REDIS_URL.")));
    }
}
