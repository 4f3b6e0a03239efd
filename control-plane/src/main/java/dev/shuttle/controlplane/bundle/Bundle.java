package dev.shuttle.controlplane.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** The contents of the control plane's jar, unpacked under the home. Immutable. */
public final class Bundle {

    private static final String MAVEN_ZIP = "apache-maven.zip";
    private static final String REPOSITORY = "repository/";
    private static final String VERSIONS = "carried.properties";

    private final Path mavenHome;
    private final String mavenVersion;
    private final BundledRepository repository;
    private final String version;
    private final List<Path> hostLibraries;
    private final BundledJars servers;

    private Bundle(
            Path root,
            Path mavenHome,
            String mavenVersion,
            BundledRepository repository,
            List<Path> hostLibraries,
            String version) {
        this.hostLibraries = hostLibraries;
        this.servers = new BundledJars(root.resolve("servers"), "servers/");
        this.mavenHome = mavenHome;
        this.mavenVersion = mavenVersion;
        this.repository = repository;
        this.version = version;
    }

    /**
     * Unpacks what this program carries to where it is not yet. Takes a few milliseconds when nothing changed. After a
     * crash the next call completes the work; what an older version left there stays and is served beside.
     *
     * @param home the control plane's home
     * @return what lies there now
     * @throws IOException if this program carries nothing (it was not started from its jar) or the home cannot be
     *     written
     */
    public static Bundle install(Path home) throws IOException {
        try (BundledFiles files = BundledFiles.ofThisProgram()) {
            return install(home, files);
        }
    }

    /**
     * As {@link #install(Path)}, from other files.
     *
     * @param home the control plane's home
     * @param files what to install; stays open
     * @return what lies there now
     * @throws IOException if a file is missing, or the home cannot be written
     */
    public static Bundle install(Path home, BundledFiles files) throws IOException {
        Properties versions = files.properties(VERSIONS);
        String maven = versions.getProperty("maven", "");
        String version = versions.getProperty("version", "");
        Path root = home.toAbsolutePath();
        Path mavenHome = BundledMaven.install(root.resolve("maven"), maven, files, MAVEN_ZIP);
        BundledRepository repository = new BundledRepository(root.resolve("repository"), version);
        repository.install(files, REPOSITORY);
        List<Path> hostLibraries = new BundledJars(root.resolve("host-libraries"), "host/").all(files);
        return new Bundle(root, mavenHome, maven, repository, hostLibraries, version);
    }

    /**
     * The Maven that builds run on.
     *
     * @return its home
     */
    public Path mavenHome() {
        return mavenHome;
    }

    public String mavenVersion() {
        return mavenVersion;
    }

    /**
     * A complete remote repository (checksums and metadata included) with the {@code dev.shuttle} artifacts.
     *
     * @return its root
     */
    public Path repository() {
        return repository.root();
    }

    /**
     * The class path of a host's JVM.
     *
     * @return jars
     */
    public List<Path> hostClassPath() {
        return List.of(repository.jar("shuttle-runtime"), repository.jar("shuttle-annotations"));
    }

    /**
     * The libraries of a host that are invisible to its service: pool and JDBC driver.
     *
     * @return jars
     */
    public List<Path> hostLibraries() {
        return hostLibraries;
    }

    /**
     * The binaries of a server, laid out under the home when this is first asked for.
     *
     * @param artifactId of the Maven artifact that they come from
     * @return a jar
     * @throws IOException if the control plane carries none for this machine, or the home cannot be written
     */
    public Path server(String artifactId) throws IOException {
        try {
            return servers.one(artifactId + ".jar");
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "This control plane does not include " + artifactId
                            + ": it was built for other machines. Use your own server"
                            + " with SHUTTLE_POSTGRES_URL or SHUTTLE_REDIS_URL.",
                    e);
        }
    }

    /**
     * The core extension of a builder's Maven.
     *
     * @return a jar
     */
    public Path builderExtension() {
        return repository.jar("shuttle-builder");
    }

    /**
     * The control plane's own version, which is that of all {@code dev.shuttle} artifacts it carries.
     *
     * @return as in the poms
     */
    public String version() {
        return version;
    }

    static void requireFile(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("The control plane does not include " + file.getFileName()
                    + ". Start it from the jar that mvn package builds (control-plane/target/control-plane.jar).");
        }
    }
}
