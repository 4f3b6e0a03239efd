package dev.shuttle.controlplane.restore;

import dev.shuttle.controlplane.backup.BackupSocket;
import dev.shuttle.controlplane.backup.ProjectPart;
import dev.shuttle.controlplane.backup.ProjectRequest;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.DiskFull;
import dev.shuttle.protocol.BadProjectNameException;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.RestoreTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one project of a backup into the home, beside all others, which go on. What the backup has of it is laid out aside;
 * then one commit makes it a project, and it is started. Until that commit, what fails, or a crash, leaves the home as it
 * was. Thread-safe; one at a time.
 */
public final class ProjectRestore implements BackupSocket.ProjectRestores, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectRestore.class);

    /** A file is being read or a server started: both look whether to end. */
    private static final Duration END = Duration.ofSeconds(8);

    /** Of the data of a project that was deleted before a crash. */
    private static final Duration DELETION = Duration.ofMinutes(15);

    private static final Duration POLL = Duration.ofMillis(200);

    /** Of the person who waits for a large file. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final Parts parts;
    private final RestoreFolder folder;
    private final ReentrantLock running = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Whether the folder is still to say what could not be taken back. */
    private volatile boolean leftovers;

    /**
     * The parts of this class.
     *
     * @param home the home
     * @param database its store
     * @param vault of its secrets
     * @param releases of the home
     * @param resources of its projects
     * @param data who takes data out of a backup
     * @param projects the running projects
     */
    public record Parts(
            Path home,
            Database database,
            Vault vault,
            Releases releases,
            Resources resources,
            RestoredData data,
            LiveProjects projects) {}

    /** No I/O. */
    public ProjectRestore(Parts parts) {
        this.parts = parts;
        this.folder = RestoreFolder.in(parts.home());
    }

    /**
     * Takes back what a crash has left of a restore that had not come to its commit. To be called at a start, before projects
     * are; each restore does it too.
     *
     * @throws IOException if something of it cannot be deleted
     */
    public void removeLeftovers() throws IOException {
        if (!folder.exists()) {
            return;
        }
        String placed = folder.placed().orElse(null);
        if (placed != null && !parts.projects().exists(placed)) {
            LOG.warn("The restore of the project {} was cut off; what there was of it is deleted", placed);
            takeBack(placed);
            leftovers = false;
        } else if (placed != null) {
            LOG.warn(
                    "The restore of the project {} was cut off when it was there: start it, if it does not run",
                    placed);
        }
        discard();
    }

    /**
     * Brings back a project that was deleted for another, which a crash kept from taking its place. Called once projects can be
     * started; returns at once.
     *
     * @throws IOException if it is not known whether there is one
     */
    public void resume() throws IOException {
        UnfinishedReplacement left = UnfinishedReplacement.read(parts.home()).orElse(null);
        if (left == null) {
            return;
        }
        if (parts.projects().exists(left.project())) {
            LOG.warn("The replacement of {} was cut off: look whether it is the one that you want", left.project());
            UnfinishedReplacement.delete(parts.home());
            return;
        }
        LOG.warn("The replacement of {} was cut off: it comes back from {}", left.project(), left.safety());
        DaemonThreads.start("shuttle-restore", () -> bringBack(left));
    }

    private void bringBack(UnfinishedReplacement left) {
        ProjectRequest request = new ProjectRequest(left.safety().toString(), left.project(), null, null, null);
        try {
            long end = System.nanoTime() + DELETION.toNanos();
            while (parts.resources().hasAny(left.project()) && System.nanoTime() - end < 0) {
                requireOpen();
                Thread.sleep(POLL.toMillis());
            }
            LOG.info("{}", restore(request, left.served(), line -> LOG.info("{}", line)));
            UnfinishedReplacement.delete(parts.home());
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "{} could not be brought back; the next start tries again: {}", left.project(), e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String restore(ProjectRequest request, Consumer<String> progress) throws IOException, InterruptedException {
        return restore(request, false, progress);
    }

    private String restore(ProjectRequest request, boolean start, Consumer<String> progress)
            throws IOException, InterruptedException {
        if (!running.tryLock()) {
            throw new RestoreRefusedException("Another project is being restored. Wait for it to end, and try again.");
        }
        try {
            LOG.info("Restoring {}", request);
            return restoreAlone(request, start, progress);
        } catch (IOException | RuntimeException e) {
            throw explained(request, e);
        } finally {
            running.unlock();
        }
    }

    private IOException explained(ProjectRequest request, Exception e) {
        if (closed.get()) {
            return new IOException(
                    "Shuttle is being stopped. Start it, and try again; what was laid out of " + request.project()
                            + " is deleted.",
                    e);
        }
        if (DiskFull.caused(e)) {
            return new IOException(
                    "The disk of the home became full during the restore. Make room, and try again; what was laid out"
                            + " of " + request.project() + " is deleted.",
                    e);
        }
        return e instanceof IOException failed
                ? failed
                : new IOException("The restore failed: " + (e.getMessage() == null ? e : e.getMessage()), e);
    }

    /** {@code start}: even if it was stopped. */
    private String restoreAlone(ProjectRequest request, boolean start, Consumer<String> told)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String target = name(request.target()).value();
        removeLeftovers();
        parts.projects().awaitDataGone(target);
        boolean replaces = requireFreeOrReplaced(request, target);
        ProjectPart part = part(request, told);
        told.accept("Reading " + request.file() + " …");
        Outcome outcome;
        try (PreparedProject prepared = prepare(part, request, target, told)) {
            Placement placement = () -> place(prepared, target);
            RestoredRows rows = replaces
                    ? new Replacement(this, parts.projects(), parts.home(), request, target, told).make(placement)
                    : placement.make();
            outcome = new Outcome(rows, prepared.createdAt(), start || !rows.wasStopped());
        } finally {
            discardQuietly();
        }
        return finish(request, target, outcome, told, begin);
    }

    private record Outcome(RestoredRows rows, String createdAt, boolean starts) {}

    /** The commit. */
    @FunctionalInterface
    interface Placement {
        RestoredRows make() throws IOException;
    }

    private static ProjectName name(String text) throws IOException {
        try {
            ProjectName name = new ProjectName(text);
            if (name.isForNewProjects()) {
                return name;
            }
            throw new BadProjectNameException(text);
        } catch (BadProjectNameException e) {
            throw new RestoreRefusedException(e.getMessage() + " Choose a name with --as=NAME.");
        }
    }

    /** Whether there is one to be replaced. */
    private boolean requireFreeOrReplaced(ProjectRequest request, String target) throws IOException {
        boolean there = parts.projects().exists(target);
        boolean data = parts.resources().hasAny(target) || parts.data().has(target);
        if (!there && !data) {
            return false;
        }
        if (request.replaceAfterBackup() == null) {
            throw new RestoreRefusedException((there
                            ? "There is a project " + target
                            : "There are still data of a project " + target + " that was deleted without them")
                    + ". Restore beside it, under another name, with --as=" + shortened(target)
                    + "-old; or replace it with --replace-after-backup=FILE, which first stops it, and writes a"
                    + " backup of the whole home to that new file.");
        }
        Path file = Path.of(request.replaceAfterBackup());
        if (Files.exists(file) || file.getParent() == null || !Files.isDirectory(file.getParent())) {
            throw new RestoreRefusedException(
                    "The backup before the replacement needs a new file in a folder that is there; " + file
                            + (Files.exists(file) ? " exists." : " has none."));
        }
        return true;
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), 59));
    }

    private ProjectPart part(ProjectRequest request, Consumer<String> told) throws IOException {
        Path file = Path.of(request.file());
        if (!Files.isReadable(file)) {
            throw new RestoreRefusedException("The server cannot read " + file
                    + (Files.exists(file)
                            ? ": let its user, " + System.getProperty("user.name") + ", read it."
                            : ": there is no such file."));
        }
        return new ProjectPart(file, name(request.project()).value(), heartbeat(told));
    }

    /** Ends the reading when Shuttle ends, and tells how far it is now and then. */
    private LongConsumer heartbeat(Consumer<String> told) {
        long[] last = {System.nanoTime()};
        return bytes -> {
            requireOpen();
            if (System.nanoTime() - last[0] > HEARTBEAT.toNanos()) {
                last[0] = System.nanoTime();
                told.accept("… at " + (bytes >> 20) + " MiB");
            }
        };
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new CancellationException("Shuttle is being stopped");
        }
    }

    /** The caller discards all that this lays out. */
    PreparedProject prepare(ProjectPart part, ProjectRequest request, String target, Consumer<String> told)
            throws IOException, InterruptedException {
        try {
            return PreparedProject.make(
                    new PreparedProject.Parts(parts.home(), parts.vault(), parts.data(), folder),
                    part,
                    request.project(),
                    target,
                    request.masterKey(),
                    told);
        } catch (ProvisioningException e) {
            throw new IOException(e.getMessage() + " Nothing was changed.", e);
        }
    }

    /** Rows, releases and data in one commit; or nothing of them. */
    RestoredRows place(PreparedProject prepared, String target) throws IOException {
        if (parts.data().has(target)) {
            throw new RestoreRefusedException("There are files of a project " + target + " in the home.");
        }
        folder.placing(target);
        try {
            RestoredRows rows = RestoredRowsStore.write(
                    prepared.rows(),
                    new RestoredRowsStore.Copy(
                            prepared.project(),
                            target,
                            folder.releases(),
                            prepared.without(),
                            parts.projects()::isFreeDomain),
                    parts.database(),
                    parts.vault(),
                    () -> place(target));
            parts.projects().appear(target);
            return rows;
        } catch (IOException | RuntimeException e) {
            takeBackUnlessThere(target, e);
            throw e;
        }
    }

    private void takeBackUnlessThere(String target, Exception failure) {
        try {
            if (!parts.projects().exists(target)) {
                takeBack(target);
            }
        } catch (IOException | RuntimeException e) {
            leftovers = true;
            failure.addSuppressed(e);
        }
    }

    private void place(String target) throws IOException {
        parts.releases().adopt(target, folder.path());
        for (RestoreTarget each : parts.data().prepared()) {
            each.place(target);
        }
    }

    private void takeBack(String target) throws IOException {
        parts.releases().deleteAll(target);
        parts.data().remove(target);
    }

    private void discard() throws IOException {
        parts.data().discard();
        if (!leftovers) {
            folder.delete();
        }
    }

    void discardQuietly() {
        try {
            discard();
        } catch (IOException e) {
            LOG.warn("What a restore has laid out could not be deleted; the next start does: {}", e.toString());
        }
    }

    private String finish(ProjectRequest request, String target, Outcome outcome, Consumer<String> told, long begin)
            throws InterruptedException {
        RestoredRows rows = outcome.rows();
        if (!rows.lostDomains().isEmpty()) {
            told.accept("Not taken over, since another project has them, or the platform: "
                    + String.join(", ", rows.lostDomains()));
        }
        String what = "Restored " + request.project()
                + (target.equals(request.project()) ? "" : " as " + target)
                + ", as of " + outcome.createdAt();
        String state;
        if (!rows.startable()) {
            state = "The backup has no release of it: deploy it, and it finds its data.";
        } else if (!outcome.starts()) {
            state = "It was stopped then, and is: mvn shuttle:start -Dshuttle.project=" + target + " starts it.";
        } else {
            told.accept("Starting it …");
            state = start(target);
        }
        return String.format(Locale.ROOT, "%s, in %.1f s. %s", what, (System.nanoTime() - begin) / 1e9, state);
    }

    private String start(String target) throws InterruptedException {
        try {
            return parts.projects().start(target, this::requireOpen);
        } catch (ConflictException | CancellationException e) {
            return "It is stopped: " + e.getMessage();
        }
    }

    /** Ends one that goes on; what it has laid out is deleted, now or by the next start. */
    @Override
    public void close() throws InterruptedException {
        closed.set(true);
        if (!running.tryLock(END.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("A restore of a project did not end; the next start takes back what is not finished");
        }
    }

    /** For {@link Replacement}: one from its safety copy. */
    RestoredRows again(Path file, String target, Consumer<String> told) throws IOException, InterruptedException {
        discard();
        ProjectRequest back = new ProjectRequest(file.toString(), target, null, null, null);
        try (PreparedProject prepared = prepare(part(back, told), back, target, told)) {
            return place(prepared, target);
        }
    }
}
