package dev.shuttle.controlplane.mavenproxy;

import dev.shuttle.controlplane.egress.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.io.DefaultSettingsReader;
import org.apache.maven.settings.io.SettingsReader;

/**
 * The operator's {@code settings.xml}, read as Maven reads it: with {@code ${env.X}} filled in and passwords decrypted.
 * Immutable by custom: who changes it works on a copy.
 */
public final class MavenSettings {

    private final Settings written;
    private final Settings effective;

    private MavenSettings(Settings written, Settings effective) {
        this.written = written;
        this.effective = effective;
    }

    /**
     * Where the operator gave no settings.
     *
     * @return settings that say nothing: all comes from Maven Central
     */
    public static MavenSettings none() {
        return new MavenSettings(new Settings(), new Settings());
    }

    /**
     * The first mirror that it names.
     *
     * @return its URL, as written there
     */
    public Optional<String> mirror() {
        return effective.getMirrors().stream().map(Mirror::getUrl).findFirst();
    }

    /**
     * Reads a file and all that it refers to.
     *
     * @param file the operator's
     * @param environment for {@code ${env.X}}, beside this process's own
     * @return what it says
     * @throws InvalidMavenSettingsException if it cannot be read, or says something that cannot be done
     */
    public static MavenSettings read(Path file, Map<String, String> environment) throws InvalidMavenSettingsException {
        Settings effective = effective(file, environment);
        Passwords passwords = new Passwords(file);
        effective.setServers(passwords.ofServers(effective.getServers()));
        effective.setProxies(passwords.ofProxies(effective.getProxies()));
        MavenSettings settings = new MavenSettings(written(file), effective);
        try {
            settings.tryOnce();
        } catch (IllegalArgumentException e) {
            throw new InvalidMavenSettingsException(file + ": " + e.getMessage() + ".");
        }
        return settings;
    }

    /** So that a fault is known at the start, and not in the first build. */
    private void tryOnce() {
        var unused = proxies();
        for (UpstreamRepository upstream : BuildSettings.of(this).upstreams()) {
            UpstreamClient.request(upstream, upstream.base(), "GET", FetchLimits.STANDARD.idle());
        }
    }

    private static Settings effective(Path file, Map<String, String> environment) throws InvalidMavenSettingsException {
        Properties properties = new Properties();
        System.getProperties().forEach(properties::put);
        environment.forEach((name, value) -> properties.put("env." + name, value));
        var request = new DefaultSettingsBuildingRequest()
                .setUserSettingsFile(file.toFile())
                .setSystemProperties(properties);
        try {
            return new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings();
        } catch (SettingsBuildingException e) {
            throw new InvalidMavenSettingsException(file + " cannot be used: "
                    + e.getProblems().stream().map(MavenSettings::words).collect(Collectors.joining("; ")));
        }
    }

    /** Without the parser's words, which quote what stands around the fault. */
    private static String words(SettingsProblem problem) {
        return problem.getLineNumber() > 0
                ? "it is not a valid settings.xml from line " + problem.getLineNumber() + ", column "
                        + problem.getColumnNumber() + " on"
                : problem.getMessage();
    }

    private static Settings written(Path file) throws InvalidMavenSettingsException {
        try {
            return new DefaultSettingsReader().read(file.toFile(), Map.of(SettingsReader.IS_STRICT, false));
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidMavenSettingsException(file + " cannot be read");
        }
    }

    /** As it stands in the file, without anybody's environment in it. */
    Settings written() {
        return written.clone();
    }

    /** With all filled in; mirrors, profiles and repositories stand in the same order as in {@link #written()}. */
    Settings effective() {
        return effective.clone();
    }

    /** By which of the proxies it is reached; empty: none is for it. */
    public Optional<Way> way(URI uri) {
        return proxies().way(uri);
    }

    ProxyChoice proxies() {
        return new ProxyChoice(effective.getProxies());
    }

    /** The last one wins, as in Maven. */
    Map<String, Server> servers() {
        return effective.getServers().stream()
                .collect(Collectors.toMap(Server::getId, server -> server, (one, other) -> other));
    }

    @Override
    public String toString() {
        return "MavenSettings[***]";
    }
}
