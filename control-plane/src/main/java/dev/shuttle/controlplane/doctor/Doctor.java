package dev.shuttle.controlplane.doctor;

import dev.shuttle.controlplane.certificates.CertificateNotices;
import dev.shuttle.controlplane.deployment.DiskNotices;
import dev.shuttle.controlplane.deployment.StartCleanUp;
import dev.shuttle.controlplane.egress.Way;
import dev.shuttle.controlplane.jdk.Jdk;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All checks, in the order in which a person would ask. */
public final class Doctor {
    private final List<Check> checks;

    /**
     * The machine and the home.
     *
     * @param home the home
     * @param apiHost the API's address
     * @param apiPort its port; 0 is any
     * @param proxyHost the proxy's address
     * @param proxyPort its port; 0 is any
     * @param masterKeyGiven whether the master key is a setting
     * @param storeUrl of the store, where it is not under the home
     * @param ownPostgres whether services get databases of a server that Shuttle brings
     * @param ownRedis whether they get a Redis that Shuttle brings
     * @param jdks beside the one that runs this
     * @param repository where builds get their libraries from
     * @param way how that is reached
     * @param root whether we are root
     * @param backups how often one is scheduled; null: none is
     */
    public record Parts(
            Path home,
            String apiHost,
            int apiPort,
            String proxyHost,
            int proxyPort,
            boolean masterKeyGiven,
            @Nullable String storeUrl,
            boolean ownPostgres,
            boolean ownRedis,
            List<Jdk> jdks,
            URI repository,
            Way way,
            boolean root,
            @Nullable Duration backups) {}

    /**
     * The doctor for that.
     *
     * @param parts what is looked at
     */
    public Doctor(Parts parts) {
        LockHolder holder = new LockHolder(parts.home().resolve("lock"));
        this.checks = List.of(
                new JavaCheck(),
                new JdksCheck(parts.jdks(), parts.root()),
                new MachineCheck(parts.ownPostgres(), parts.ownRedis()),
                new IsolationCheck(parts.home(), parts.root()),
                new HomeCheck(parts.home(), parts.root()),
                holder,
                new KeysCheck(parts.home(), parts.masterKeyGiven()),
                new StoreCheck(parts.home(), parts.storeUrl(), holder),
                new NoticeCheck("clean-up", parts.home().resolve(StartCleanUp.FILE)),
                new NoticeCheck("project disk", parts.home().resolve(DiskNotices.FILE)),
                new NoticeCheck("certificate", parts.home().resolve(CertificateNotices.FILE)),
                new BackupCheck(parts.home(), parts.backups()),
                new ProjectsCheck(parts.home().resolve("control"), holder),
                new PortCheck("API port", parts.apiHost(), parts.apiPort(), holder),
                new PortCheck("proxy port", parts.proxyHost(), parts.proxyPort(), holder),
                new RepositoryCheck(parts.repository(), parts.way()));
    }

    /**
     * Looks at all.
     *
     * @param told each finding, as soon as it is known
     * @return whether nothing fails
     */
    public boolean look(Consumer<Finding> told) {
        boolean well = true;
        for (Check check : checks) {
            for (Finding finding : check.look()) {
                told.accept(finding);
                well &= finding.level() != Finding.Level.FAIL;
            }
        }
        return well;
    }
}
