package dev.shuttle.controlplane.mavenproxy;

import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.os.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Maven repository on a loopback port of its own, which fetches what it does not have. Who asks needs the address of a
 * build that runs. Thread-safe; one a home.
 */
public final class MavenRepositoryProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MavenRepositoryProxy.class);

    /** Of what is kept, looked at when a control plane starts. */
    private static final long MOST_BYTES = 10L << 30;

    private static final int TOKEN_BYTES = 24;

    /** It looks at its interrupt with every file. */
    private static final long TRIM_END_MILLIS = 2_000;

    private final SecureRandom random = new SecureRandom();
    private final Path folder;
    private final BuildSettings settings;
    private final FetchLimits limits;
    private final UpstreamClient client;
    private final RepositoryServer server;
    private final Thread trimming;

    private MavenRepositoryProxy(
            Path folder, MavenSettings settings, FetchLimits limits, Egress egress, ArtifactCache cache) {
        this.folder = folder;
        this.settings = BuildSettings.of(settings);
        this.limits = limits;
        this.client = new UpstreamClient(settings.proxies(), limits, egress);
        this.server = new RepositoryServer(cache, new Fetches(cache, client, limits), this.settings);
        this.trimming = DaemonThreads.create("shuttle-repository-trim", this::trim);
    }

    /**
     * Starts one.
     *
     * @param home the control plane's home, which holds what was fetched
     * @param settings the operator's
     * @param egress fetches; stays open
     * @return a repository that answers
     * @throws IOException if the home cannot be written, or what builds once wrote cannot be set aside
     */
    public static MavenRepositoryProxy start(Path home, MavenSettings settings, Egress egress) throws IOException {
        return start(home, settings, FetchLimits.STANDARD, egress);
    }

    static MavenRepositoryProxy start(Path home, MavenSettings settings, FetchLimits limits, Egress egress)
            throws IOException {
        Path folder = CacheFolder.open(home);
        var repository = new MavenRepositoryProxy(folder, settings, limits, egress, ArtifactCache.in(folder));
        try {
            repository.server.start();
        } catch (IOException e) {
            repository.close();
            throw e;
        }
        repository.trimming.start();
        return repository;
    }

    /** Beside the rest of a start; builds wait for its end. */
    private void trim() {
        try {
            CacheEviction.of(folder, MOST_BYTES);
        } catch (IOException e) {
            LOG.warn("{} could not be held to its size: {}", folder, e.toString());
        }
    }

    /**
     * Fetched artifacts, in the layout of a local repository. Builds may read it; only control planes may write there.
     *
     * @return its real path
     */
    public Path folder() {
        return folder;
    }

    /**
     * An address for builds, to be told before each who takes, from any thread, a sentence for each thing that could not be
     * fetched for other reasons than that it is not there; twenty at most.
     *
     * @return not valid before {@link BuildAccess#begin}; to be closed with the last build
     * @throws InterruptedException if interrupted while the folder is still held to its size
     */
    public BuildAccess open() throws InterruptedException {
        trimming.join();
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new BuildAccess(
                settings.at(server.address() + "/" + token),
                limits.perBuild(),
                access -> server.admit(token, access),
                () -> server.forget(token));
    }

    @Override
    public void close() {
        trimming.interrupt();
        server.close();
        client.close();
        try {
            trimming.join(TRIM_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
