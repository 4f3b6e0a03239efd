package dev.shuttle.controlplane.mavenproxy;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.io.DefaultSettingsWriter;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;

/**
 * The {@code settings.xml} that builds get: the operator's without servers and proxies, and with our address in place of
 * every mirror's and of every repository's that no mirror stands for.
 */
final class BuildSettings {

    private static final String CENTRAL = "central";
    private static final String CENTRAL_URL = "https://repo.maven.apache.org/maven2";

    /** Stands for our address, which differs from build to build. */
    private static final String OURS = "http://repository.shuttle.invalid";

    private final Upstreams upstreams;
    private final String template;

    private BuildSettings(Upstreams upstreams, String template) {
        this.upstreams = upstreams;
        this.template = template;
    }

    /**
     * Rewrites.
     *
     * @throws IllegalArgumentException if the settings say what cannot be done
     */
    static BuildSettings of(MavenSettings given) {
        Settings effective = given.effective();
        Upstreams upstreams = new Upstreams(given.servers());
        DefaultMirrorSelector selector = selector(effective);
        Settings settings = given.written();
        settings.setServers(new ArrayList<>());
        settings.setProxies(new ArrayList<>());
        settings.setLocalRepository(null);
        settings.setMirrors(new ArrayList<>());
        effective.getMirrors().forEach(mirror -> settings.addMirror(ours(mirror, upstreams)));
        for (int i = 0; i < effective.getProfiles().size(); i++) {
            redirect(settings.getProfiles().get(i), effective.getProfiles().get(i), selector, upstreams);
        }
        if (selector.getMirror(remote(CENTRAL, CENTRAL_URL)) == null && !declaresCentral(effective)) {
            settings.addMirror(central(upstreams));
        }
        return new BuildSettings(upstreams, text(settings));
    }

    /** With that address, which ends without a slash, in it. */
    String at(String address) {
        return template.replace(OURS, address);
    }

    Optional<UpstreamRepository> upstream(String name) {
        return upstreams.find(name);
    }

    Collection<UpstreamRepository> upstreams() {
        return upstreams.all();
    }

    private static Mirror ours(Mirror mirror, Upstreams upstreams) {
        Mirror ours = mirror.clone();
        if (mirror.isBlocked()) {
            ours.setUrl("http://0.0.0.0/");
        } else if (Upstreams.isHttp(mirror.getUrl())) {
            ours.setUrl(
                    OURS + "/" + upstreams.add(mirror.getId(), mirror.getUrl()).name());
        }
        return ours;
    }

    private static Mirror central(Upstreams upstreams) {
        Mirror mirror = new Mirror();
        mirror.setId(CENTRAL);
        mirror.setMirrorOf(CENTRAL);
        mirror.setUrl(OURS + "/" + upstreams.add(CENTRAL, CENTRAL_URL).name());
        return mirror;
    }

    private static void redirect(
            Profile profile, Profile effective, DefaultMirrorSelector selector, Upstreams upstreams) {
        redirect(profile.getRepositories(), effective.getRepositories(), selector, upstreams);
        redirect(profile.getPluginRepositories(), effective.getPluginRepositories(), selector, upstreams);
    }

    private static void redirect(
            List<Repository> repositories,
            List<Repository> effective,
            DefaultMirrorSelector selector,
            Upstreams upstreams) {
        for (int i = 0; i < effective.size(); i++) {
            Repository known = effective.get(i);
            if (Upstreams.isHttp(known.getUrl())) {
                boolean mirrored = selector.getMirror(remote(known.getId(), known.getUrl())) != null;
                Repository repository = repositories.get(i);
                repository.setId(known.getId());
                // Where a mirror stands for it, only whether the address is an external one counts.
                repository.setUrl(
                        mirrored
                                ? known.getUrl().replaceFirst("//[^/]*@", "//")
                                : OURS + "/"
                                        + upstreams
                                                .add(known.getId(), known.getUrl())
                                                .name());
            }
        }
    }

    /** A mirror would win over it. */
    private static boolean declaresCentral(Settings settings) {
        return settings.getProfiles().stream()
                .flatMap(profile ->
                        Stream.concat(profile.getRepositories().stream(), profile.getPluginRepositories().stream()))
                .anyMatch(repository -> CENTRAL.equals(repository.getId()));
    }

    private static DefaultMirrorSelector selector(Settings settings) {
        DefaultMirrorSelector selector = new DefaultMirrorSelector();
        for (Mirror mirror : settings.getMirrors()) {
            selector.add(
                    mirror.getId(),
                    mirror.getUrl(),
                    mirror.getLayout(),
                    false,
                    mirror.isBlocked(),
                    mirror.getMirrorOf(),
                    mirror.getMirrorOfLayouts());
        }
        // Of Maven's own conf/settings.xml.
        return selector.add(
                "maven-default-http-blocker", "http://0.0.0.0/", "default", false, true, "external:http:*", "");
    }

    private static RemoteRepository remote(String id, String url) {
        return new RemoteRepository.Builder(id, "default", url).build();
    }

    private static String text(Settings settings) {
        StringWriter text = new StringWriter();
        try {
            new DefaultSettingsWriter().write(text, Map.of(), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
