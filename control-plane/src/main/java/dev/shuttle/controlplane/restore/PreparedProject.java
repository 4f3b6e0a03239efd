package dev.shuttle.controlplane.restore;

import dev.shuttle.controlplane.backup.ProjectPart;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.resource.PlatformSecretStore;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.os.Disk;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.postgres.EmbeddedPostgres;
import dev.shuttle.resources.redis.EmbeddedRedis;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A project of a backup, laid out beside the projects of the home, which see nothing of it. */
final class PreparedProject implements AutoCloseable {
    private static final int MOST_NAMES = 50;

    private final String project;
    private final String createdAt;
    private final Database database;
    private final BackupRowsStore rows;
    private final Set<StoredResource> without;

    private PreparedProject(
            String project, String createdAt, Database database, BackupRowsStore rows, Set<StoredResource> without) {
        this.project = project;
        this.createdAt = createdAt;
        this.database = database;
        this.rows = rows;
        this.without = without;
    }

    /**
     * The parts that it is made from.
     *
     * @param home the home
     * @param vault of the home
     * @param data who takes the data
     * @param folder where the rest is laid out
     */
    record Parts(Path home, Vault vault, RestoredData data, RestoreFolder folder) {}

    /** Lays it out; the caller discards what is left of it, in each case. */
    static PreparedProject make(
            Parts parts,
            ProjectPart part,
            String project,
            String target,
            @Nullable String masterKey,
            Consumer<String> told)
            throws IOException, InterruptedException, ProvisioningException {
        ProjectPart.Checked checked = part.check(parts.vault().key(), masterKey);
        told.accept("The backup, of " + checked.createdAt() + ", is whole.");
        requireRoom(parts, checked.bytes());
        parts.folder().begin();
        part.layOutStore(parts.folder().store());
        Database database = Database.open(Database.urlIn(parts.folder().store()));
        try {
            Vault vault = Vault.of(checked.key());
            BackupRowsStore rows = new BackupRowsStore(database, vault);
            requireProject(rows, project);
            List<StoredResource> resources = rows.resources(project);
            Set<StoredResource> without = new HashSet<>();
            ProjectPart.Places places = places(parts, resources, checked.bytes(), without, told);
            told.accept("Unpacking " + project + ": " + mebibytes(sum(checked.bytes(), places)) + " MiB …");
            part.layOut(places);
            if (places.postgres() != null && parts.data().postgres() != null) {
                adopt(parts.data().postgres(), new PlatformSecretStore(database, vault), target, resources, told);
            }
            return new PreparedProject(project, checked.createdAt(), database, rows, without);
        } catch (IOException | InterruptedException | ProvisioningException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static void requireProject(BackupRowsStore rows, String project) throws IOException {
        List<String> projects = rows.projects();
        if (!projects.contains(project)) {
            throw new RestoreRefusedException("The backup has no project " + project + ". It has: "
                    + projects.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                    + (projects.size() > MOST_NAMES ? ", …" : "") + ".");
        }
    }

    /** Of each disk, what is laid out on it. */
    private static void requireRoom(Parts parts, ProjectPart.Bytes bytes) throws IOException {
        Map<Path, Long> wanted = Map.of(
                parts.home(), bytes.platform(),
                parts.home().resolve("folders"), bytes.folders(),
                parts.home().resolve("redis"), bytes.redis(),
                parts.home().resolve("postgres"), bytes.postgres());
        Map<String, Long> byDisk = new HashMap<>();
        for (Map.Entry<Path, Long> each : wanted.entrySet()) {
            Path there = Files.exists(each.getKey()) ? each.getKey() : parts.home();
            String disk =
                    Files.getFileStore(there).name() + Files.getFileStore(there).type();
            long sum = byDisk.merge(disk, each.getValue(), Long::sum);
            long free = Disk.free(there) - Disk.KEPT_FREE;
            if (sum > free) {
                throw new RestoreRefusedException("The restore needs " + mebibytes(sum) + " MiB on the disk of " + there
                        + ", and " + mebibytes(Math.max(0, free)) + " MiB are free beyond the "
                        + mebibytes(Disk.KEPT_FREE) + " MiB that are kept free. The databases of all projects in the"
                        + " backup are unpacked for it. Make room, and try again.");
            }
        }
    }

    private static ProjectPart.Places places(
            Parts parts,
            List<StoredResource> resources,
            ProjectPart.Bytes bytes,
            Set<StoredResource> without,
            Consumer<String> told)
            throws IOException {
        EmbeddedPostgres postgres = parts.data().postgres();
        EmbeddedRedis redis = parts.data().redis();
        List<StoredResource> databases = of(ResourceRequest.POSTGRES, resources);
        List<StoredResource> caches = of(ResourceRequest.REDIS, resources);
        if (!databases.isEmpty() && (postgres == null || bytes.postgres() == 0)) {
            throw new RestoreRefusedException("The databases of the project, " + databases + ", "
                    + (postgres == null
                            ? "cannot be brought back to the server of SHUTTLE_POSTGRES_URL"
                            : "are not in the backup: they were on a server of the operator's own")
                    + ". Restore them with that server's own backup.");
        }
        boolean withRedis = !caches.isEmpty() && redis != null && bytes.redis() > 0;
        if (!caches.isEmpty() && !withRedis) {
            without.addAll(caches);
            told.accept("The Redis of the project is empty at first: "
                    + (redis == null
                            ? "the server of SHUTTLE_REDIS_URL is not restored."
                            : "it is not in the backup."));
        }
        return new ProjectPart.Places(
                parts.folder().path(),
                parts.data().folders().prepare(),
                withRedis && redis != null ? redis.prepare() : null,
                databases.isEmpty() || postgres == null ? null : postgres.prepare());
    }

    private static List<StoredResource> of(String type, List<StoredResource> resources) {
        return resources.stream().filter(each -> each.type().equals(type)).toList();
    }

    private static void adopt(
            EmbeddedPostgres postgres,
            PlatformSecretStore passwords,
            String target,
            List<StoredResource> resources,
            Consumer<String> told)
            throws ProvisioningException, InterruptedException {
        told.accept("Taking its databases out of the backup's PostgreSQL …");
        Map<String, Map<String, String>> kept = new HashMap<>();
        of(ResourceRequest.POSTGRES, resources).forEach(each -> kept.put(each.name(), each.values()));
        postgres.adopt(passwords.of("postgres"), target, kept);
    }

    private static long sum(ProjectPart.Bytes bytes, ProjectPart.Places places) {
        return bytes.platform()
                + bytes.folders()
                + (places.redis() == null ? 0 : bytes.redis())
                + (places.postgres() == null ? 0 : bytes.postgres());
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    String project() {
        return project;
    }

    /** When the backup was made. */
    String createdAt() {
        return createdAt;
    }

    BackupRowsStore rows() {
        return rows;
    }

    /** Resources of which only the name comes back, which a start makes again. */
    Set<StoredResource> without() {
        return without;
    }

    @Override
    public void close() {
        database.close();
    }
}
