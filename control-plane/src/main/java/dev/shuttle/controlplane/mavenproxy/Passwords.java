package dev.shuttle.controlplane.mavenproxy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.jspecify.annotations.Nullable;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;
import org.sonatype.plexus.components.sec.dispatcher.SecDispatcherException;

/**
 * Decrypts what {@code mvn --encrypt-password} made, by the master password in {@code settings-security.xml}: the one
 * beside the settings, else the one where Maven looks, in {@code ~/.m2}.
 */
final class Passwords {

    private static final String SECURITY = "settings-security.xml";

    private final Path settings;

    Passwords(Path settings) {
        this.settings = settings;
    }

    List<Server> ofServers(List<Server> servers) throws InvalidMavenSettingsException {
        List<Server> decrypted = new ArrayList<>();
        for (Server server : servers) {
            Server copy = server.clone();
            copy.setPassword(decrypted(server.getPassword(), "the server \"" + server.getId() + "\""));
            decrypted.add(copy);
        }
        return decrypted;
    }

    List<Proxy> ofProxies(List<Proxy> proxies) throws InvalidMavenSettingsException {
        List<Proxy> decrypted = new ArrayList<>();
        for (Proxy proxy : proxies) {
            Proxy copy = proxy.clone();
            copy.setPassword(decrypted(proxy.getPassword(), "the proxy \"" + proxy.getId() + "\""));
            decrypted.add(copy);
        }
        return decrypted;
    }

    private @Nullable String decrypted(@Nullable String password, String whose) throws InvalidMavenSettingsException {
        if (password == null
                || !password.strip().startsWith("{")
                || !password.strip().endsWith("}")) {
            return password;
        }
        Path security = security()
                .orElseThrow(() -> new InvalidMavenSettingsException(settings + ": the password of " + whose
                        + " is encrypted, and there is no " + SECURITY
                        + " beside the file or in ~/.m2. Put it there, or use ${env.NAME}."));
        try {
            return new DefaultSecDispatcher(new DefaultPlexusCipher(), Map.of(), security.toString()).decrypt(password);
        } catch (SecDispatcherException e) {
            throw new InvalidMavenSettingsException(settings + ": the password of " + whose
                    + " cannot be decrypted with " + security + ". Encrypt it again with mvn --encrypt-password.");
        }
    }

    private Optional<Path> security() {
        return Stream.of(settings.resolveSibling(SECURITY), Path.of(System.getProperty("user.home"), ".m2", SECURITY))
                .filter(Files::isReadable)
                .findFirst();
    }
}
